using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.Kinds.Sequences;
using static Strata.Postgres.Kinds.Sql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>What can be changed in a column that stays: https://www.postgresql.org/docs/current/sql-altertable.html</summary>
internal sealed record ColumnAlter(
    Column From,
    Column To,
    string What,
    Func<Column, Column> Change,
    Func<Column, Column, RenderContext, IEnumerable<Step>> Write
) : Alter(From, To)
{
    public override DbObject Apply(DbObject before) => Change((Column)before);

    /// <summary>
    /// PostgreSQL refuses to change the type of a column that a view, a rule, a policy, a trigger or a generated column uses.
    /// </summary>
    public override bool Disrupts(DbObject dependent) =>
        What == "type"
        && dependent switch
        {
            ColumnDefault or ForeignKey => !TypeChange.StaysInFamily(From.DataType, To.DataType),
            _ => !dependent.RebuiltWithColumn && dependent.Owner != Subject,
        };

    /// <summary>ALTER TABLE reaches partitions with all but these, whatever value they had.</summary>
    public override bool IsRepeatOf(Alter leading) =>
        What is not ("compression" or "options") && leading is ColumnAlter other && What == other.What && Apply(From) == other.Apply(From);

    /// <summary>A column cannot become a generated one, nor (before PostgreSQL 17) be given another expression: it is made anew.</summary>
    public static bool CanLead(Column before, Column after) =>
        after.Generated is null || (before.Generated == after.Generated && before.Virtual == after.Virtual);

    public IEnumerable<Step> Steps(RenderContext context) => Write(From, To, context);

    public bool Equals(ColumnAlter? other) =>
        other is not null && Subject == other.Subject && What == other.What && From == other.From && To == other.To;

    public override int GetHashCode() => HashCode.Combine(Subject, What);

    /// <summary>The alterations between two columns that <see cref="CanLead"/> from one to the other.</summary>
    public static IReadOnlyList<ColumnAlter> Between(Column before, Column after)
    {
        List<ColumnAlter> alters = [];
        void Add(bool changed, string what, Func<Column, Column> change, Func<Column, Column, IEnumerable<Step>> write) =>
            AddWith(changed, what, change, (b, c, _) => write(b, c));
        void AddWith(bool changed, string what, Func<Column, Column> change, Func<Column, Column, RenderContext, IEnumerable<Step>> write)
        {
            if (changed)
                alters.Add(new ColumnAlter(before, after, what, change, write));
        }

        Add(
            before.Generated is not null && after.Generated is null,
            "generated",
            c => c with { Generated = null, Virtual = false },
            (_, c) => [Set(c, "DROP EXPRESSION")]
        );
        AddWith(
            before.Identity is not null && after.Identity is null,
            "identity",
            c => c with { Identity = null },
            (b, c, context) => Handover.Remove(c, b.Identity!, Set(c, "DROP IDENTITY"), context)
        );
        // The type takes its identity's along, whose bounds must fit both: a narrower range comes first, a wider one afterwards.
        var narrowed =
            before.Identity is { Options: var old }
            && after.Identity is { Options: var wanted }
            && wanted.Min >= old.Min
            && wanted.Max <= old.Max;
        var identityChanges = after.Identity is not null && before.Identity != after.Identity;
        AddWith(
            identityChanges && narrowed,
            "identity",
            c => c with { Identity = after.Identity },
            (b, c, context) => IdentitySteps(b, c, c.Identity!, context)
        );
        Add(
            before.DataType != after.DataType || before.Collation != after.Collation,
            "type",
            c => c with { DataType = after.DataType, Collation = after.Collation },
            TypeChange.Steps
        );
        AddWith(
            before.NotNull != after.NotNull,
            "not null",
            c => c with { NotNull = after.NotNull },
            (_, c, context) => c.NotNull ? [SetNotNull(c)] : [Set(c, "DROP NOT NULL"), .. Keeping(c, context).Select(SetNotNull)]
        );
        AddWith(
            identityChanges && !narrowed,
            "identity",
            c => c with { Identity = after.Identity },
            (b, c, context) => IdentitySteps(b, c, c.Identity!, context)
        );
        Add(
            before.Storage != after.Storage,
            "storage",
            c => c with { Storage = after.Storage },
            (_, c) => [Set(c, $"SET STORAGE {StorageName(c.Storage ?? c.TypeStorage.Value)}")]
        );
        Add(
            before.Compression != after.Compression,
            "compression",
            c => c with { Compression = after.Compression },
            (_, c) => [Set(c, $"SET COMPRESSION {CompressionName(c.Compression)}")]
        );
        Add(
            before.Statistics != after.Statistics,
            "statistics",
            c => c with { Statistics = after.Statistics },
            (_, c) => [Set(c, $"SET STATISTICS {c.Statistics ?? -1}")]
        );
        Add(
            before.Options != after.Options,
            "options",
            c => c with { Options = after.Options },
            (b, c) =>
                StorageOptions
                    .Changes($"TABLE {Q(c.Table)} ALTER COLUMN {Q(c.Id.Name)}", b.Options, c.Options)
                    .Select(s => s with { Locks = [new(c.Table, LockMode.ShareUpdateExclusive)] })
        );
        return alters;
    }

    public static Step On(Column c, string action, LockMode mode = LockMode.AccessExclusive) =>
        new($"ALTER TABLE {Q(c.Table)} {action}") { Locks = [new(c.Table, mode)] };

    public static Step Set(Column c, string action) => On(c, $"ALTER COLUMN {Q(c.Id.Name)} {action}");

    private static Step SetNotNull(Column c) =>
        Set(c, "SET NOT NULL") with
        {
            Hazards = [new("SX3002", $"fails if {c.Id} holds nulls, and scans {c.Table} under an exclusive lock", c.Id) { MayStop = true }],
        };

    /// <summary>Columns of partitions that lose NOT NULL with their parent's, and are to keep it.</summary>
    private static IEnumerable<Column> Keeping(Column parent, RenderContext context) =>
        context
            .After.Objects.Values.OfType<Column>()
            .Where(c =>
                c.ParentTable.Value == parent.Table
                && c.Id.Name == parent.Id.Name
                && context.Before.Find(c.Id) is Column { NotNull: true } before
                && before.ParentTable.Value == parent.Table
            )
            .OrderBy(c => c.Id)
            .SelectMany(c => c.NotNull ? [c] : Keeping(c, context));

    public static string CompressionName(string? compression) =>
        compression switch
        {
            "p" => "pglz",
            "l" => "lz4",
            _ => "default",
        };

    public static string StorageName(string? storage) =>
        storage switch
        {
            "p" => "PLAIN",
            "e" => "EXTERNAL",
            "x" => "EXTENDED",
            "m" => "MAIN",
            _ => "DEFAULT",
        };

    private static IEnumerable<Step> IdentitySteps(Column before, Column after, Identity wanted, RenderContext context)
    {
        if (before.Identity is not { } old)
            return Handover.Add(after, wanted, Set(after, $"ADD {ColumnKind.IdentityClause(after, wanted)}"), context);
        List<Step> steps = [];
        var changes =
            (old.Always == wanted.Always ? "" : $" SET GENERATED {(wanted.Always ? "ALWAYS" : "BY DEFAULT")}")
            + wanted.Options.Changes(old.Options, "SET ")
            + wanted.Options.Restart(old.Options);
        if (old.Sequence != wanted.Sequence)
            steps.AddRange(Renaming.Steps("SEQUENCE", new("sequence", old.Sequence), new("sequence", wanted.Sequence)));
        steps.AddRange(wanted.Options.Forward(new("sequence", wanted.Sequence), old.Options));
        if (changes.Length > 0)
            steps.Add(Set(after, changes.TrimStart()));
        return steps;
    }
}
