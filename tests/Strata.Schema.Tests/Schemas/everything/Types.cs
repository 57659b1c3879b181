using Strata.Schema;

namespace Everything;

[Comment("How a thing feels")]
[RenamedFrom("feeling")]
public enum Mood
{
    Sad,
    [Label("it's fine")] Fine,
    [RenamedFrom("cheerful")] Happy,
}

public sealed class EveryType : Table
{
    public readonly Column Id = Bigint()
        .Identity(s => s.StartWith(1000).IncrementBy(10).MinValue(1000).MaxValue(100000).Cache(5).Cycle()).PrimaryKey();
    public readonly Column CSmallint = Smallint();
    public readonly Column CInteger = Integer();
    public readonly Column CBigint = Bigint();
    public readonly Column CSmallserial = Smallserial();
    public readonly Column CSerial = Serial();
    public readonly Column CBigserial = Bigserial();
    public readonly Column CNumeric = Numeric();
    public readonly Column CNumeric10 = Numeric(10);
    public readonly Column CNumeric102 = Numeric(10, 2);
    public readonly Column CReal = Real();
    public readonly Column CDouble = Double();
    public readonly Column CMoney = Money();
    public readonly Column CBoolean = Boolean();
    public readonly Column CText = Text();
    public readonly Column CVarchar = Varchar();
    public readonly Column CVarchar20 = Varchar(20);
    public readonly Column CChar = Char();
    public readonly Column CChar3 = Char(3);
    public readonly Column CUuid = Uuid();
    public readonly Column CBytea = Bytea();
    public readonly Column CJson = Json();
    public readonly Column CJsonb = Jsonb();
    public readonly Column CXml = Xml();
    public readonly Column CBit = Bit();
    public readonly Column CBit8 = Bit(8);
    public readonly Column CVarbit = Varbit();
    public readonly Column CVarbit8 = Varbit(8);
    public readonly Column CDate = Date();
    public readonly Column CTimestamp = Timestamp();
    public readonly Column CTimestamp3 = Timestamp(3);
    public readonly Column CTimestamptz = Timestamptz();
    public readonly Column CTimestamptz0 = Timestamptz(0);
    public readonly Column CTime = Time();
    public readonly Column CTime3 = Time(3);
    public readonly Column CTimetz = Timetz();
    public readonly Column CTimetz2 = Timetz(2);
    public readonly Column CInterval = Interval();
    public readonly Column CInterval3 = Interval(precision: 3);
    public readonly Column CIntervalYm = Interval("year to month");
    public readonly Column CIntervalDs = Interval("day to second", 3);
    public readonly Column CInet = Inet();
    public readonly Column CCidr = Cidr();
    public readonly Column CMacaddr = Macaddr();
    public readonly Column CMacaddr8 = Macaddr8();
    public readonly Column CJsonPath = JsonPath();
    public readonly Column CPoint = Point();
    public readonly Column CLine = Line();
    public readonly Column CLseg = Lseg();
    public readonly Column CBox = Box();
    public readonly Column CPath = Path();
    public readonly Column CPolygon = Polygon();
    public readonly Column CCircle = Circle();
    public readonly Column CInt4Range = Int4Range();
    public readonly Column CInt8Range = Int8Range();
    public readonly Column CNumRange = NumRange();
    public readonly Column CTsRange = TsRange();
    public readonly Column CTstzRange = TstzRange();
    public readonly Column CDateRange = DateRange();
    public readonly Column CInt4Multirange = Int4Multirange();
    public readonly Column CInt8Multirange = Int8Multirange();
    public readonly Column CNumMultirange = NumMultirange();
    public readonly Column CTsMultirange = TsMultirange();
    public readonly Column CTstzMultirange = TstzMultirange();
    public readonly Column CDateMultirange = DateMultirange();
    public readonly Column CTsVector = TsVector();
    public readonly Column CTsQuery = TsQuery();
    public readonly Column COid = Oid();
    public readonly Column CName = PgName();
    public readonly Column CPgLsn = PgLsn();
    public readonly Column CTxidSnapshot = TxidSnapshot();
    public readonly Column CPgSnapshot = PgSnapshot();
    public readonly Column CXid = Xid();
    public readonly Column CXid8 = Xid8();
    public readonly Column CCid = Cid();
    public readonly Column CTid = Tid();
    public readonly Column CInternalChar = InternalChar();
    public readonly Column CRegClass = RegClass();
    public readonly Column CRegCollation = RegCollation();
    public readonly Column CRegConfig = RegConfig();
    public readonly Column CRegDictionary = RegDictionary();
    public readonly Column CRegNamespace = RegNamespace();
    public readonly Column CRegOper = RegOper();
    public readonly Column CRegOperator = RegOperator();
    public readonly Column CRegProc = RegProc();
    public readonly Column CRegProcedure = RegProcedure();
    public readonly Column CRegRole = RegRole();
    public readonly Column CRegType = RegType();
    public readonly Column CMood = Enum<Mood>().Default(Mood.Fine);
    public readonly Column CMoods = Enum<Mood>().Array().Default(new[] { Mood.Sad, Mood.Fine });
    public readonly Column CTexts = Text().Array().Default(new[] { "a \"b\"", "c\\d", "it's" });
    public readonly Column CMatrix = Integer().Array(2);
    public readonly Column CEmail = DomainType("email");
    public readonly Column CEmails = DomainType("email").Array();
    public readonly Column CLtree = Type("public.ltree");
}

public sealed class EveryDefault : Table
{
    public readonly Column Id = Uuid().DefaultRandom().PrimaryKey();
    public readonly Column DText = Text().Default("it's");
    public readonly Column DTextSql = Text().Default($"upper('x')");
    public readonly Column DInt = Integer().Default(-5);
    public readonly Column DDecimal = Numeric(10, 2).Default(1.50m);
    public readonly Column DDouble = Double().Default(double.NaN);
    public readonly Column DBool = Boolean().Default(true);
    public readonly Column DGuid = Uuid().Default(System.Guid.Empty);
    public readonly Column DBytes = Bytea().Default(new byte[] { 0, 255 });
    public readonly Column DDate = Date().Default(new DateOnly(2024, 2, 29));
    public readonly Column DTime = Time().Default(new TimeOnly(13, 30, 0, 250));
    public readonly Column DMoment = Timestamptz().Default(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)));
    public readonly Column DUtc = Timestamptz().Default(new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc));
    public readonly Column DSpan = Interval().Default(new TimeSpan(1, 2, 3, 4, 500));
    public readonly Column DNegativeSpan = Interval().Default(TimeSpan.FromMinutes(-90));
    public readonly Column DJson = Jsonb().Default("{}");
    public readonly Column DNowDate = Date().DefaultNow();
    public readonly Column DNowTime = Time().DefaultNow();
    public readonly Column DNowTimetz = Timetz().DefaultNow();
    public readonly Column DNow = Timestamp(3).DefaultNow();
    public readonly Column DNowTz = Timestamptz().DefaultNow();
    public readonly Column DRandomText = Text().DefaultRandom();
    public readonly Column DLogic = Boolean().Default($"1 in (1, 2) and true");
    public readonly Column DSequence = Bigint().Default($"nextval('counters.tickets')");
    public readonly Column DCollated = Text().Collate("C").Comment("sorted by bytes");
    public readonly Column DIcu = Text().Collate("de-x-icu").Storage("external").Compression("pglz").Statistics(500);
    public readonly Column DGenerated = Text().Generated<EveryDefault>(t => $"lower({t.DText})");
    public readonly Column DByDefault = Integer().IdentityByDefault();
}
