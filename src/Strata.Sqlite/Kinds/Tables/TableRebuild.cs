using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Sqlite.Kinds.Indexes;
using Strata.Sqlite.Kinds.Triggers;
using Strata.Sqlite.SqlReading;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Tables;

/// <summary>The table is built anew with its rows.</summary>
internal sealed record TableRebuild(Table From, Table To) : Alter(From, To)
{
    private static readonly AlterEffect s_effect = new() { OrdersParts = true };

    /// <summary>Indexes and triggers that do not change: they are dropped with the old table and made again on the new one.</summary>
    public EquatableArray<ObjectId> Unchanged { get; init; } = [];

    internal override AlterEffect Effect => s_effect;

    public override DbObject Apply(DbObject before) => To;
}

/// <summary>
/// Writes a rebuild: the rows are copied, the table is dropped and made again under its own name, the rows are copied back. Nothing is ever
/// renamed, so no text that names the table (views, triggers and foreign keys of other tables, its own checks) is read or rewritten by
/// SQLite, whole or broken. The procedure of SQLite's documentation (make under another name, drop, rename) rewrites some of these texts
/// and
/// refuses when it cannot: https://www.sqlite.org/lang_altertable.html#otheralter
/// </summary>
internal sealed class RebuildWriter
{
    private const string RowidColumn = "__strata_rowid";

    private readonly TableRebuild _rebuild;
    private readonly RenderContext _context;
    private readonly IReadOnlyList<Column> _old;
    private readonly IReadOnlyList<Column> _new;
    private readonly List<(Column Old, Column New)> _shared;
    private readonly string? _oldRowid;
    private readonly string? _newRowid;
    private readonly string _copy;

    /// <summary>The beginning of the name of the table that holds the rows meanwhile.</summary>
    public const string CopyPrefix = "__strata_aside_";

    public RebuildWriter(TableRebuild rebuild, RenderContext context)
    {
        (_rebuild, _context) = (rebuild, context);
        _old = Definitions.ColumnsOf(rebuild.From.Id, context.Before);
        _new = Definitions.ColumnsOf(rebuild.To.Id, context.After);
        _shared = [.. from n in _new where n.Generated is null join o in _old on n.Id equals o.Id select (o, n)];
        _copy = CopyPrefix + rebuild.To.Id.Name;
        if (KeepsRowids)
            (_oldRowid, _newRowid) = (Rowid(_old), Rowid(_new));
    }

    private Table From => _rebuild.From;

    private Table To => _rebuild.To;

    /// <summary>
    /// Rows are told apart by a number of their own where no column is that number; other tables may hold it (a full-text index does).
    /// </summary>
    private bool KeepsRowids =>
        !From.WithoutRowid && !To.WithoutRowid && (_shared.Count == 0 || (RowidAlias(From, _old) is null && RowidAlias(To, _new) is null));

    private bool CarriesRowid => _oldRowid is not null && _newRowid is not null;

    public IEnumerable<Step> Write()
    {
        var keepsSequence = From.AutoIncrement && To.AutoIncrement;
        yield return new Step($"CREATE TABLE {Q(_copy)} AS SELECT {string.Join(", ", CopiedColumns())} FROM {Q(From.Id)}")
        {
            Hazards = [.. RowHazards()],
            Rebuilds = To.Id,
        };
        // SQLite drops the last number given out with the table: it waits under the other name.
        if (keepsSequence)
            yield return new Step($"UPDATE sqlite_sequence SET name = {Lit(_copy)} WHERE name = {Lit(From.Id.Name)}");
        yield return new Step($"DROP TABLE {Q(From.Id)}");
        yield return new Step(Definitions.CreateTable(To, _new.Select(c => Definitions.InTable(c, To))));
        // A row that does not fit undoes everything, also in a client that goes on after an error, and whatever the constraint says about
        // conflicts.
        if (TargetColumns() is { Length: > 0 } target)
            yield return new Step($"INSERT OR ROLLBACK INTO {Q(To.Id)} ({target}) SELECT {string.Join(", ", Values())} FROM {Q(_copy)}");
        if (keepsSequence)
        {
            yield return new Step(
                $"DELETE FROM sqlite_sequence WHERE name = {Lit(To.Id.Name)} AND EXISTS (SELECT 1 FROM sqlite_sequence "
                    + $"WHERE name = {Lit(_copy)})"
            );
            yield return new Step($"UPDATE sqlite_sequence SET name = {Lit(To.Id.Name)} WHERE name = {Lit(_copy)}");
        }
        yield return new Step($"DROP TABLE {Q(_copy)}");
        foreach (var unchanged in _rebuild.Unchanged.Select(_context.After.Find))
        {
            if (unchanged is TableIndex index)
                yield return index.Created;
            if (unchanged is Trigger trigger)
                yield return trigger.Created;
        }
    }

    private IEnumerable<string> CopiedColumns()
    {
        List<string> columns = [.. _shared.Select(s => Q(s.Old.Id))];
        if (CarriesRowid)
            columns.Insert(0, $"{_oldRowid} AS {RowidColumn}");
        return columns.Count == 0 ? ["NULL AS nothing"] : columns;
    }

    private string TargetColumns() =>
        string.Join(", ", (CarriesRowid ? (string[])[_newRowid!] : []).Concat(_shared.Select(s => Q(s.New.Id))));

    private IEnumerable<string> Values() =>
        (CarriesRowid ? (string[])[RowidColumn] : []).Concat(
            _shared.Select(s =>
                FillsNulls(s.Old, s.New) ? $"coalesce({Q(s.Old.Id)}, {Definitions.DefaultValue(s.New.Default!)})" : Q(s.Old.Id)
            )
        );

    private static bool FillsNulls(Column before, Column after) =>
        after.NotNull && !before.NotNull && Canonical.Default(after.Default).Length > 0;

    internal static string? Rowid(IEnumerable<Column> columns) =>
        ((string?[])["rowid", "_rowid_", "oid"]).FirstOrDefault(name => !columns.Any(c => Canonical.Same(c.Id.Name, name!)));

    /// <summary>The column that is the rowid: https://www.sqlite.org/lang_createtable.html#rowid</summary>
    internal static Column? RowidAlias(Table table, IReadOnlyList<Column> columns) =>
        !table.WithoutRowid && table.PrimaryKey is { AtColumn: false, Columns: [var key] }
            ? columns.FirstOrDefault(c => c.Id.Name == key && Canonical.Key(c.DataType) == "integer")
            : null;

    private IEnumerable<Hazard> RowHazards()
    {
        yield return Hazards.RebuildTable.On(
            To.Id,
            $"builds {To.Id} anew: copies its rows twice while nobody else can write to the database"
        );
        foreach (var dropped in _old.Where(o => !_new.Any(n => n.Id == o.Id)))
        foreach (var hazard in ColumnHazards.OfDrop(dropped))
            yield return hazard;
        foreach (
            var (held, computed) in from o in _old
            where o.HoldsData
            join n in _new on o.Id equals n.Id
            where !n.HoldsData
            select (o, n)
        )
            yield return Hazards.DropColumn.On(held.Id, $"computes {computed.Id} from now on: what it held is dropped");
        foreach (var added in _new.Where(n => !_old.Any(o => o.Id == n.Id) && RowidAlias(To, _new) != n))
        foreach (var hazard in ColumnHazards.Of(added))
            yield return hazard;
        foreach (var (before, after) in _shared)
        {
            if (TypeChange.MayLose(before, after, From.Strict, To.Strict))
                yield return Hazards.ChangeType.On(
                    after.Id,
                    $"changes {after.Id} from {Named(before)} to {Named(after)}: values may be changed or refused"
                );
            if (FillsNulls(before, after))
                yield return Hazards.FillNulls.On(after.Id, $"gives {after.Id} its default where it holds nulls");
            else if (after.NotNull && !before.NotNull && RowidAlias(From, _old) != before)
                yield return Hazards.SetNotNull.On(after.Id, $"fails if {after.Id} holds nulls");
        }
        foreach (var constraint in To.Constraints.Except(From.Constraints))
            yield return Hazards.AddConstraint.On(To.Id, $"fails if a row of {To.Id} does not fit {constraint.Text}");
    }

    private static string Named(Column column) => column.DataType.Length == 0 ? "no type" : column.DataType;
}
