using Strata.Schema;

namespace EverythingSqlite;

public enum Mood { Sad, [Label("it's fine")] Fine }

public sealed class EveryType : Table
{
    public readonly Column Id = Integer().Identity().PrimaryKey();
    public readonly Column CSmallint = Smallint();
    public readonly Column CBigint = Bigint();
    public readonly Column CNumeric = Numeric(10, 2);
    public readonly Column CReal = Real();
    public readonly Column CDouble = Double();
    public readonly Column CBoolean = Boolean().Default(true);
    public readonly Column CText = Text().Default("it's; -- $$");
    public readonly Column CVarchar = Varchar(20).Nullable();
    public readonly Column CChar = Char(3).Nullable();
    public readonly Column CUuid = Uuid().DefaultRandom();
    public readonly Column CBytea = Bytea().Default(new byte[] { 0, 255 });
    public readonly Column CJson = Json().Default("{}");
    public readonly Column CJsonb = Jsonb().Nullable();
    public readonly Column CDate = Date().DefaultNow();
    public readonly Column CTime = Time().DefaultNow();
    public readonly Column CTimestamp = Timestamp().DefaultNow();
    public readonly Column CTimestamptz = Timestamptz().DefaultNow();
    public readonly Column CMoment = Timestamptz().Default(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)));
    public readonly Column CMood = Enum<Mood>().Default(Mood.Fine);
    public readonly Column CSql = Text().Default($"upper('x')");
    public readonly Column CCollated = Text().Collate("NOCASE").Unique();
    public readonly Column CGenerated = Text().Generated<EveryType>(t => $"lower({t.CText})");

    public EveryType()
    {
        Index(CText.Descending(), CBigint).Where($"{CBigint} > 0");
        Index(Expression($"lower({CText})")).Named("every_type_lower");
        Unique(CSmallint, CBigint);
        Check("positive", $"{CBigint} > 0");
    }
}

public sealed class Pairs : Table
{
    public readonly Column Left = Integer().References<EveryType>(t => t.Id, onDelete: Cascade, onUpdate: Restrict);
    public readonly Column Right = Integer();
    public readonly Column Note = Text().Nullable();

    public Pairs()
    {
        PrimaryKey(Left, Right);
        WithoutRowId();
        Strict();
    }
}

public sealed class Kin : Table
{
    public readonly Column Id = Integer().PrimaryKey();
    public readonly Column ParentId = Integer().Nullable().References<Kin>(t => t.Id, onDelete: SetNull);
    public readonly Column Left = Integer().Nullable();
    public readonly Column Right = Integer().Nullable();

    public Kin() => ForeignKey(Left, Right).References<Pairs>(p => p.Left, p => p.Right);
}

public sealed class Everything : Database
{
    public Everything()
    {
        View("moods", $"select c_mood, count(*) as n from {Table<EveryType>()} group by c_mood");
        SqlFiles("sql/*.sql");
    }
}
