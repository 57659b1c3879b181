using Strata.Schema;

namespace Everything;

public abstract class Audited : Table
{
    public readonly Column CreatedAt = Timestamptz().DefaultNow();
    protected Column UpdatedAt { get; } = Timestamptz().DefaultNow();
}

[RenamedFrom("customers")]
internal sealed partial class Accounts : Audited
{
    private readonly Column Id = Uuid().DefaultRandom();
    public Column Email { get; } = Type("citext", sqlite: "TEXT").Unique(nullsNotDistinct: true).RenamedFrom("mail");
    internal Column Age = Integer().Nullable().Check(c => $"{c} between 0 and 150");
    public readonly Column MainAddressId = Uuid().Nullable();
    public readonly Column TenantId = Uuid();

    public Accounts()
    {
        Comment("Who may log in");
        PrimaryKey(Id).Include(Email).With("fillfactor", "90").Comment("the key");
        Unique(TenantId, Id).Named("accounts_tenant_unique").DeferrableInitiallyDeferred().RenamedFrom("old_unique");
        Check("adult_or_unknown", $"{Age} is null or {Age} >= {18}").NoInherit().Comment("law");
        Check($"{CreatedAt} <= {UpdatedAt}").NotValid();
        ForeignKey(TenantId, MainAddressId).References<Addresses>(a => a.TenantId, a => a.Id)
            .OnDelete(SetNull, MainAddressId).OnUpdate(Cascade).MatchFull().DeferrableInitiallyDeferred().Comment("circular");
        Index(
            Expression($"lower({Email}::text)").OperatorClass("text_pattern_ops").Descending().NullsLast(),
            CreatedAt.Ascending().NullsFirst()
        ).Unique().Include(Age).With("fillfactor", "70").Where($"{Age} > 3 and {Email} <> {Sql.Literal("it's")}").Comment("an index");
        Index(Email.Ascending().Collate("C")).Named("accounts_email_c").Using("btree").NullsNotDistinct().Unique()
            .RenamedFrom("accounts_email_old");
        Index(Age).Using("brin").With("pages_per_range", "32");
        With("fillfactor", "80");
        With("autovacuum_enabled", "false");
        Policy("own_rows").For(PolicyCommand.Select).To("public").Using($"{Id}::text = current_setting('app.account', true)")
            .Comment("a policy");
        Policy("writes").Restrictive().For(PolicyCommand.Insert).WithCheck($"{Age} > 0");
        ForceRowLevelSecurity();
        Trigger("touch").Before().OnUpdate(Email, Age).ForEachRow().When($"old.* is distinct from new.*").Execute("touch")
            .Comment("a trigger");
        Trigger("audit").After().OnInsert().OnUpdate().Execute("note", "a'b").Named("audit_all");
        Trigger("deltas").After().OnUpdate().Referencing("before", "after").Execute("note");
        Trigger("late").After().OnInsert().ForEachRow().AsConstraint(initiallyDeferred: true).Execute("note");
        ReplicaIdentity("full");
    }
}

public sealed class Addresses : Table
{
    public readonly Column TenantId = Uuid();
    public readonly Column Id = Uuid();
    public readonly Column AccountId = Uuid().Nullable();
    public readonly Column Location = Point().Nullable();

    public Addresses()
    {
        PrimaryKey(TenantId, Id);
        ForeignKey(AccountId).References<Accounts>().OnDelete(Restrict).NotValid().Named("addresses_account");
    }
}

[InSchema("booking")]
public sealed class Reservations : Table
{
    public readonly Column Room = Integer();
    public readonly Column During = TstzRange();
    public readonly Column Cancelled = Boolean().Default(false);

    public Reservations()
    {
        Exclude(Room.With("="), During.With("&&")).Using("gist").Where($"not {Cancelled}").Include(Cancelled).Deferrable()
            .Comment("no two at once");
        Index(During.OperatorClass("range_ops")).Using("gist");
        Unlogged();
    }

    public sealed class Nested : Table
    {
        public readonly Column AVeryLongColumnNameThatGoesOnAndOnForQuiteAWhileÄÖÜ = Text();
        public readonly Column Words = TsVector();

        public Nested()
        {
            Index(AVeryLongColumnNameThatGoesOnAndOnForQuiteAWhileÄÖÜ);
            Index(AVeryLongColumnNameThatGoesOnAndOnForQuiteAWhileÄÖÜ.OperatorClass("gist_trgm_ops", ("siglen", "32"))).Using("gist");
            Index(Words).Using("gin").With("fastupdate", "off");
        }
    }
}

public sealed class Events() : Table("event_log", schema: "booking")
{
    public readonly Column Id = Bigint();
    public readonly Column At = Timestamptz();
    public readonly Column Kind = Text();
}

public sealed class Measurements : Table
{
    public readonly Column At = Date();
    public readonly Column Region = Text();
    public readonly Column Value = Double();

    public Measurements()
    {
        PartitionByRange(At);
        Partition("measurements_2023").From(new DateOnly(2023, 1, 1)).To(new DateOnly(2024, 1, 1)).Comment("old");
        Partition("measurements_2024").From("2024-01-01").To("2025-01-01").PartitionByList(Region)
            .Partition("measurements_2024_eu", p => p.In("de", "fr"))
            .Partition("measurements_2024_rest", p => p.Default());
        Partition("measurements_later").From("2025-01-01").To(Sql.Raw("maxvalue")).PartitionByHash(Region, Expression($"abs({Value})"))
            .Partition("measurements_later_0", p => p.Hash(2, 0))
            .Partition("measurements_later_1", p => p.Hash(2, 1));
        Partition("measurements_default").Default();
        Index(At.Descending());
        Index(Region).OnlyParent();
    }
}
