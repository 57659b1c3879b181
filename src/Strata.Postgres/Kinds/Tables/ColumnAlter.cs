using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.Kinds.Constraints;
using Strata.Postgres.Kinds.Sequences;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Tables;

/// <summary>An aspect of a column that can be changed while the column stays.</summary>
internal enum ColumnAspect
{
    Expression,
    Identity,
    Type,
    NotNull,
    Storage,
    Compression,
    Statistics,
    Options,
}

/// <summary>A change of one aspect of a column that stays: https://www.postgresql.org/docs/current/sql-altertable.html</summary>
internal sealed record ColumnAlter(Column From, Column To, ColumnAspect Aspect) : Alter(From, To)
{
    internal override AlterEffect Effect =>
        Aspect == ColumnAspect.Type
            ? new()
            {
                Disrupts = Disrupts,
                Repeats = Repeats,
                Rebuilds = TypeReplacement.IsRebuilt,
                DisruptsBehind = TypeReplacement.DisruptsBehind,
            }
            : new() { Repeats = Repeats };

    public override DbObject Apply(DbObject before)
    {
        var column = (Column)before;
        return Aspect switch
        {
            ColumnAspect.Expression => column with { Generated = null, Virtual = false },
            ColumnAspect.Identity => column with { Identity = To.Identity },
            ColumnAspect.Type => column with { DataType = To.DataType, Collation = To.Collation },
            ColumnAspect.NotNull => column with { NotNull = To.NotNull, NotNullConstraint = NotNullConstraint.On(column.Id, To) },
            ColumnAspect.Storage => column with { Storage = To.Storage },
            ColumnAspect.Compression => column with { Compression = To.Compression },
            ColumnAspect.Statistics => column with { Statistics = To.Statistics },
            _ => column with { Options = To.Options },
        };
    }

    /// <summary>
    /// A column cannot become a generated one, nor (before PostgreSQL 17) be given another expression, and a virtual one has no values that
    /// could stay: it is made anew.
    /// </summary>
    public static bool CanLead(Column before, Column after) =>
        after.Generated is null ? !before.Virtual : before.Generated == after.Generated && before.Virtual == after.Virtual;

    /// <summary>The alterations between two columns that <see cref="CanLead"/> from one to the other.</summary>
    public static IReadOnlyList<ColumnAlter> Between(Column before, Column after) =>
        [.. Aspects(before, after).Select(a => new ColumnAlter(before, after, a))];

    public IEnumerable<Step> Steps(RenderContext context) =>
        Aspect switch
        {
            ColumnAspect.Expression => [Set(To, "DROP EXPRESSION")],
            ColumnAspect.Identity => IdentitySteps(context),
            ColumnAspect.Type => ColumnKind.IsOfType(To, context) ? [] : TypeChange.Steps(From, To),
            ColumnAspect.NotNull when To.NotNull => NotNullConstraint.Steps(From, To, context),
            ColumnAspect.NotNull when NotNullConstraint.IsSetFree(From, context) => [],
            ColumnAspect.NotNull =>
            [
                Set(To, "DROP NOT NULL"),
                .. StayingNotNull(To, context).SelectMany(c => NotNullConstraint.Added(c, context)),
            ],
            ColumnAspect.Storage => [SetStorage(To), .. Staying(To, To.Storage, c => c.Storage, SetStorage, context)],
            ColumnAspect.Compression => [Set(To, $"SET COMPRESSION {CompressionName(To.Compression)}")],
            ColumnAspect.Statistics =>
            [
                SetStatistics(To, context),
                .. Staying(To, To.Statistics, c => c.Statistics, c => SetStatistics(c, context), context),
            ],
            _ => StorageOptions
                .Changes($"TABLE {Q(To.Table)} ALTER COLUMN {Q(To.Id.Name)}", From.Options, To.Options)
                .Select(s => s with { Locks = [new(To.Table, LockMode.ShareUpdateExclusive)] }),
        };

    public static Step On(Column c, string action, LockMode mode = LockMode.AccessExclusive) =>
        new($"ALTER TABLE {Q(c.Table)} {action}") { Locks = [new(c.Table, mode)] };

    public static Step Set(Column c, string action) => On(c, $"ALTER COLUMN {Q(c.Id.Name)} {action}");

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

    private static IEnumerable<ColumnAspect> Aspects(Column before, Column after)
    {
        if (before.Generated is not null && after.Generated is null)
            yield return ColumnAspect.Expression;
        // The type takes its identity's along, whose bounds must fit both: a narrower range comes first, a wider one afterwards.
        var identity = before.Identity != after.Identity;
        var identityFirst = identity && (after.Identity is null || IsNarrowed(before.Identity, after.Identity));
        if (identityFirst)
            yield return ColumnAspect.Identity;
        if (before.DataType != after.DataType || before.Collation != after.Collation)
            yield return ColumnAspect.Type;
        if (before.NotNull != after.NotNull || before.NotNullConstraint != after.NotNullConstraint)
            yield return ColumnAspect.NotNull;
        if (identity && !identityFirst)
            yield return ColumnAspect.Identity;
        if (before.Storage != after.Storage)
            yield return ColumnAspect.Storage;
        if (before.Compression != after.Compression)
            yield return ColumnAspect.Compression;
        if (before.Statistics != after.Statistics)
            yield return ColumnAspect.Statistics;
        if (before.Options != after.Options)
            yield return ColumnAspect.Options;
    }

    private static bool IsNarrowed(Identity? before, Identity after) =>
        before is { Options: var old } && after.Options.Min >= old.Min && after.Options.Max <= old.Max;

    /// <summary>
    /// PostgreSQL refuses to change the type of a column that a view, a rule, a policy, a trigger or a generated column uses.
    /// </summary>
    private bool Disrupts(DbObject dependent) =>
        dependent switch
        {
            ColumnDefault or ForeignKey => !TypeChange.StaysInFamily(From.DataType, To.DataType),
            _ => dependent is not IRebuiltWithColumn && dependent.Owner != Subject,
        };

    /// <summary>ALTER TABLE reaches partitions with all aspects but these, whatever value they had.</summary>
    private bool Repeats(Alter leading) =>
        Aspect is not (ColumnAspect.Compression or ColumnAspect.Options)
        && leading is ColumnAlter leader
        && Aspect == leader.Aspect
        && Apply(From) == leader.Apply(From)
        && (Aspect != ColumnAspect.NotNull || !To.NotNull || NotNullConstraint.Repeats(From, leader.From));

    private static Step SetStorage(Column c) => Set(c, $"SET STORAGE {StorageName(c.Storage ?? c.TypeStorage.Value)}");

    /// <summary>A table that is made to inherit has the server's own targets, whatever its parent's are: so it has later.</summary>
    private static Step SetStatistics(Column c, RenderContext context)
    {
        var only = context.Before.DependentsOf(c.Table).Any(id => context.Before.Find(id) is Table { Inherits.Count: > 0 }) ? "ONLY " : "";
        return new($"ALTER TABLE {only}{Q(c.Table)} ALTER COLUMN {Q(c.Id.Name)} SET STATISTICS {c.Statistics ?? -1}")
        {
            Locks = [new(c.Table, LockMode.AccessExclusive)],
        };
    }

    /// <summary>
    /// Columns of partitions and of tables that inherit get the parent's value with it: those that are to stay unlike it get theirs back.
    /// </summary>
    private static IEnumerable<Step> Staying<T>(
        Column parent,
        T reached,
        Func<Column, T> value,
        Func<Column, Step> set,
        RenderContext context
    )
    {
        var same = EqualityComparer<T>.Default;
        foreach (var child in FollowingColumns.Of(parent.Id, context))
        {
            var stays = same.Equals(value((Column)context.Before.Find(child.Id)!), value(child)) && !same.Equals(value(child), reached);
            if (stays)
                yield return set(child);
            foreach (var step in Staying(child, stays ? value(child) : reached, value, set, context))
                yield return step;
        }
    }

    /// <summary>Columns of partitions that lose NOT NULL with their parent's, and are to stay so.</summary>
    private static IEnumerable<Column> StayingNotNull(Column parent, RenderContext context) =>
        FollowingColumns
            .Of(parent.Id, context)
            .Where(c => context.Before.Find(c.Id) is Column { NotNull: true })
            .SelectMany(c => c.NotNull ? [c] : StayingNotNull(c, context));

    private IEnumerable<Step> IdentitySteps(RenderContext context) =>
        To.Identity is not { } wanted ? OwnershipTransfer.Remove(To, From.Identity!.Sequence, Set(To, "DROP IDENTITY"), context)
        : From.Identity is not { } old
            ? OwnershipTransfer.Add(To, wanted.Sequence, wanted.Options, Set(To, $"ADD {ColumnKind.IdentityClause(To, wanted)}"), context)
        : IdentityChanges(old, wanted);

    private IEnumerable<Step> IdentityChanges(Identity old, Identity wanted)
    {
        var changes =
            (old.Always == wanted.Always ? "" : $" SET GENERATED {(wanted.Always ? "ALWAYS" : "BY DEFAULT")}")
            + wanted.Options.Changes(old.Options, "SET ")
            + wanted.Options.Restart(old.Options);
        return
        [
            .. old.Sequence == wanted.Sequence
                ? []
                : Renaming.Steps("SEQUENCE", new("sequence", old.Sequence), new("sequence", wanted.Sequence)),
            .. wanted.Options.Forward(new("sequence", wanted.Sequence), old.Options),
            .. changes.Length > 0 ? [Set(To, changes.TrimStart())] : Array.Empty<Step>(),
        ];
    }
}
