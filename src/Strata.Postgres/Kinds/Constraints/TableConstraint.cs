using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Constraints;

/// <summary>
/// A table constraint: its table, and its definition as pg_get_constraintdef writes it, which is complete.
/// </summary>
public abstract record TableConstraint(ObjectId Id, string Definition) : DbObject(Id), IRebuiltWithColumn, IReplicaIdentity
{
    /// <summary>Set on a partition: the parent's constraint that this one is a part of.</summary>
    public Carried<ObjectId?> Parent { get; init; }

    /// <summary>The table is partitioned: a key is added to it alone, the partitions' own keys are objects too, and are attached.</summary>
    public Carried<bool> OnPartitioned { get; init; }
    public string? Tablespace { get; init; }

    /// <summary>Storage parameters of its index, <c>name=value</c>, sorted.</summary>
    public EquatableArray<string> Options { get; init; } = [];

    /// <summary>The options in the order they were given.</summary>
    public Carried<EquatableArray<string>> OptionsGiven { get; init; }
    public bool Clustered { get; init; }
    public bool ReplicaIdentity { get; init; }

    /// <summary>Its index is not valid, so that it enforces nothing.</summary>
    public bool Invalid { get; init; }

    public override bool IsBroken => Invalid;
    public ObjectId Table => new("table", [Id.Names[0], Id.Names[1]]);
    public override ObjectId Relation => Table;
    public override ObjectId Owner => Table;
    public bool NotValid => Validity.IsNotValid(Definition);

    /// <summary>Adding it reads every row that is there.</summary>
    internal bool ChecksRows => !NotValid && !Validity.IsNotEnforced(Definition);
    internal override Following? Follows =>
        Parent.Value is { } parent ? new(parent, new("table partition", Table.Names), DropOnly: this is not Check) : null;
}

/// <summary>The common part of the five kinds of constraint.</summary>
public abstract class ConstraintKind<T> : PostgresKind<T>, IPostgresKind
    where T : TableConstraint
{
    private sealed record Validate(T From, T To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => ((T)before) with { Definition = To.Definition };
    }

    private sealed record SetOptions(T From, T To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => ((T)before) with { Options = To.Options };
    }

    private sealed record Mark(T From, T To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) =>
            ((T)before) with
            {
                Clustered = To.Clustered,
                ReplicaIdentity = To.ReplicaIdentity,
            };
    }

    /// <summary>CREATE TABLE has no rows to leave unchecked, and takes NOT VALID for valid.</summary>
    public override FoldFacet? Fold =>
        field ??= FoldFacet.Of<T>((c, _) => $"CONSTRAINT {Q(c.Id.Name)} {Definition(c)}", Marks) with
        {
            Folds = o => !((T)o).NotValid,
            MergeKey = o => MergeKey((T)o),
        };

    public override RenameFacet? Rename =>
        field ??= RenameFacet.Of<T>((c, to) => [On(c, $"RENAME CONSTRAINT {Q(c.Id.Name)} TO {Q(to.Name)}")], byContent: true);

    internal sealed override string Folder => "Constraints";
    internal sealed override string Query => "constraint";

    /// <summary>pg_constraint.contype</summary>
    internal abstract char Letter { get; }

    string IPostgresKind.CatalogSql =>
        Load("Kinds/Constraints/constraint.sql").Replace("{type}", Letter.ToString(), StringComparison.Ordinal);

    internal abstract T Make(ObjectId id, string definition, ObjectId? references);

    internal sealed override T Read(CatalogRow row)
    {
        var (id, definition, parent, references) = (row.Id("table constraint", 3), row.Text(), row.Texts(), row.Texts());
        var constraint = Make(id, definition, references.Count == 0 ? null : new ObjectId("table", references)) with
        {
            Parent = new(parent.Count == 0 ? null : new ObjectId("table constraint", parent)),
            Tablespace = row.TextOrNull(),
            Clustered = row.Flag(),
            ReplicaIdentity = row.Flag(),
            OnPartitioned = new(row.Flag()),
        };
        var options = row.Texts();
        return constraint with
        {
            Options = StorageOptions.Sorted(options),
            OptionsGiven = StorageOptions.Given(options),
            Invalid = row.Flag(),
        };
    }

    public override IReadOnlyList<Alter>? Diff(T before, T after)
    {
        List<Alter> alters = [];
        if (before.Tablespace != after.Tablespace || before.Invalid != after.Invalid)
            return null;
        if (before.Definition != after.Definition)
        {
            if (before.Definition == Validity.NotValid(after.Definition))
                alters.Add(new Validate(before, after));
            else
                return null;
        }
        if (before.Options != after.Options)
        {
            // A partitioned table's index holds no rows, and takes none.
            if (before.OnPartitioned.Value)
                return null;
            alters.Add(new SetOptions(before, after));
        }
        if (before.Clustered != after.Clustered || before.ReplicaIdentity != after.ReplicaIdentity)
            alters.Add(new Mark(before, after));
        return alters;
    }

    public override IEnumerable<Step> Create(T added, RenderContext context) =>
        [
            On(
                added,
                $"ADD CONSTRAINT {Q(added.Id.Name)} {Definition(added)}",
                AddLock,
                added.OnPartitioned.Value && added is not (Check or ForeignKey) ? "ONLY " : ""
            ),
            .. Marks(added),
        ];

    private static IEnumerable<Step> Marks(T added) =>
        [.. IndexMarks.Steps(added.Table, added.Id.Name, (false, false), (added.Clustered, added.ReplicaIdentity))];

    public override IEnumerable<Step> Drop(T removed, RenderContext context) =>
        [
            On(removed, $"DROP CONSTRAINT {Q(removed.Id.Name)}"),
            .. ReplicaIdentities.AfterDrop(removed.Table, removed.ReplicaIdentity, context),
        ];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) =>
        change switch
        {
            Validate v => [On(v.To, $"VALIDATE CONSTRAINT {Q(v.To.Id.Name)}", LockMode.ShareUpdateExclusive)],
            SetOptions s => StorageOptions.Changes(
                $"INDEX {Q([s.To.Id.Names[0], s.To.Id.Name])}",
                s.From.Options,
                s.To.Options,
                s.To.OptionsGiven
            ),
            Mark m => IndexMarks.Steps(
                m.To.Table,
                m.To.Id.Name,
                (m.From.Clustered, m.From.ReplicaIdentity),
                (m.To.Clustered, m.To.ReplicaIdentity)
            ),
            _ => base.Alter(change, context),
        };

    /// <summary>The columns by which a key is taken for another one in the same CREATE TABLE; null for no key.</summary>
    private protected virtual string? MergeKey(T constraint) => null;

    private protected virtual LockMode AddLock => LockMode.AccessExclusive;

    private static string Definition(T c)
    {
        var index =
            StorageOptions.With(c.Options, c.OptionsGiven).TrimStart()
            + (c.Tablespace is { } space ? $" USING INDEX TABLESPACE {Q(space)}" : "");
        return index.Length == 0 ? c.Definition : PrintedIndex.Read(c.Definition).With(index.TrimStart());
    }

    private Step On(T constraint, string action, LockMode mode = LockMode.AccessExclusive, string only = "") =>
        new($"ALTER TABLE {only}{Q(constraint.Table)} {action}") { Locks = [.. Locks(constraint, mode)] };

    private protected virtual IEnumerable<RelationLock> Locks(T constraint, LockMode mode) => [new(constraint.Table, mode)];
}
