using Microsoft.Data.Sqlite;
using Strata.Schema.Output;

namespace Strata.Schema.Tests;

public sealed class SqliteTests
{
    [Fact]
    public async Task Script_loads_and_its_defaults_work()
    {
        await using var database = await Load(typeof(Kinds), typeof(Children), typeof(Whole));
        await Run(database, "insert into kinds (name) values ('a')");
        var id = (string)(await One(database, "select id from kinds"))!;
        Assert.Equal('4', Guid.Parse(id).ToString()[14]);
        Assert.Contains(Guid.Parse(id).ToString()[19], "89ab");
        Assert.Equal("short", await One(database, "select kind from kinds"));
        Assert.Equal(1L, await One(database, "select is_new from kinds"));
        Assert.Equal("A", await One(database, "select upper_name from kinds"));
        Assert.Equal("A!", await One(database, "select virtual_name from kinds"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)(await One(database, "select at from kinds"))!);
        Assert.Equal("a", await One(database, "select name from named"));
    }

    [Theory]
    [InlineData("insert into kinds (name, kind) values ('a', 'none')")]
    [InlineData("insert into kinds (name) values (null)")]
    [InlineData("insert into kinds (id, name) values (null, 'a')")]
    [InlineData("insert into kinds (name) values ('')")]
    [InlineData("insert into children (kind_id) values ('nobody')")]
    [InlineData("insert into strict_one (n) values ('not a number')")]
    public async Task Constraint_violated_fails(string statement)
    {
        await using var database = await Load(typeof(Kinds), typeof(Children), typeof(StrictOne));
        var refused = await Assert.ThrowsAsync<SqliteException>(() => Run(database, statement));
        Assert.Equal(19, refused.SqliteErrorCode);
    }

    [Fact]
    public async Task Counting_key_is_the_rowid()
    {
        await using var database = await Load(typeof(Kinds), typeof(Children));
        await Run(database, "insert into kinds (id, name) values ('k', 'a')");
        await Run(database, "insert into children (kind_id) values ('k'), ('k')");
        await Run(database, "delete from children where id = 2");
        await Run(database, "insert into children (kind_id) values ('k')");
        Assert.Equal(3L, await One(database, "select max(id) from children"));
        await Run(database, "delete from kinds");
        Assert.Equal(0L, await One(database, "select count(*) from children"));
        Assert.Equal("deleted", await One(database, "select what from log"));
    }

    [Fact]
    public void Table_has_this_text()
    {
        var sql = Read.Sqlite(typeof(Kinds), typeof(Children)).Sql("table main.children");
        Assert.Equal(
            """
            CREATE TABLE "children" (
                "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
                "kind_id" TEXT NOT NULL,
                CONSTRAINT "children_kind_id_fkey" FOREIGN KEY ("kind_id") REFERENCES "kinds" ("id")
            """.TrimEnd() + " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED\n)",
            sql
        );
    }

    [Fact]
    public void NullableOnSqlite_key_has_no_NOT_NULL()
    {
        Assert.Contains(
            "\"id\" INTEGER PRIMARY KEY AUTOINCREMENT,",
            Read.Sqlite(typeof(MayBeEmpty)).Sql("table main.may_be_empty"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"code\" TEXT,",
            Read.Sqlite(typeof(MayBeEmptyText)).Sql("table main.may_be_empty_text"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"code\" text NOT NULL",
            Read.Postgres(typeof(MayBeEmptyText)).Sql("table public.may_be_empty_text"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Extensions_and_comments_are_ignored()
    {
        var script = Read.Sqlite(typeof(Kinds), typeof(Whole));
        Assert.DoesNotContain(
            script.Statements,
            s => s.Sql.Contains("COMMENT", StringComparison.OrdinalIgnoreCase) || s.Sql.Contains("EXTENSION", StringComparison.Ordinal)
        );
        Assert.Equal(["main"], script.Schemas);
    }

    private static async Task<SqliteConnection> Load(params Type[] types)
    {
        var script = Read.Sqlite([.. types, typeof(Log)]);
        var connection = new SqliteConnection("Data Source=:memory:;Foreign Keys=True");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (SchemaStatement statement in script.Statements)
            await Run(connection, statement.Sql);
        return connection;
    }

    private static async Task Run(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<object?> One(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private enum Kind
    {
        Feature,
        Short,
    }

    [Comment("kinds of things")]
    private sealed class MayBeEmpty : Table
    {
        public readonly Column Id = Integer().NullableOnSqlite().PrimaryKey().AutoIncrement();
        public readonly Column Name = Text();
    }

    private sealed class MayBeEmptyText : Table
    {
        public readonly Column Code = Text().PrimaryKey().NullableOnSqlite();
    }

    private sealed class Kinds : Table
    {
        public readonly Column Id = Uuid().PrimaryKey().DefaultRandom();
        public readonly Column Name = Varchar(20).Check(c => $"length({c}) > 0").Collate("NOCASE").Comment("what it is called");
        public readonly Column Kind = Enum<Kind>().Default(SqliteTests.Kind.Short);
        public readonly Column IsNew = Boolean().Default(true);
        public readonly Column Price = Numeric(10, 2).Default(1.25m);
        public readonly Column Data = Jsonb().Default("{}");
        public readonly Column Picture = Bytea().Default(new byte[] { 1, 2 });
        public readonly Column At = Timestamptz().DefaultNow();
        public readonly Column Day = Date().DefaultNow();
        public readonly Column UpperName = Text().Generated<Kinds>(k => $"upper({k.Name})");
        public readonly Column VirtualName = Text().GeneratedVirtual<Kinds>(k => $"upper({k.Name}) || '!'");

        public Kinds()
        {
            Index(Name.Descending(), Expression($"lower({Name})")).Where($"{IsNew} = {true}");
            Index(Name.Ascending().Collate("NOCASE")).Unique();
            if (OnSqlite)
                Trigger("log_delete").After().OnDelete().Do($"insert into log (what) values ('deleted')");
        }
    }

    private sealed class Children : Table
    {
        public readonly Column Id = Bigint().Identity().AutoIncrement().PrimaryKey();
        public readonly Column KindId = Uuid()
            .References<Kinds>(k => k.Id, onDelete: Cascade, configure: f => f.DeferrableInitiallyDeferred());
    }

    private sealed class Log : Table
    {
        public readonly Column What = Text().PrimaryKey();

        public Log()
        {
            Strict();
            WithoutRowId();
        }
    }

    private sealed class StrictOne : Table
    {
        public readonly Column N = Integer();

        public StrictOne() => Strict();
    }

    private sealed class Whole : Database
    {
        public Whole()
        {
            Extension("pg_trgm");
            View("named", $"select {Table<Kinds>().Name} from {Table<Kinds>()}").Columns("name").Comment("ignored here");
            if (OnPostgresql)
                MaterializedView("counts", $"select 1");
            Sequence("numbers").OnlyOn(Dialect.Postgresql);
        }
    }
}
