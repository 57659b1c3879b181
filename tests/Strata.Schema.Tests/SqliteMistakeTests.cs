namespace Strata.Schema.Tests;

public sealed class SqliteMistakeTests
{
    [Theory]
    [InlineData(typeof(Excluding), "exclusion constraints")]
    [InlineData(typeof(Arrayed), "SQLite has no arrays")]
    [InlineData(typeof(Searching), "SQLite has no type like tsvector")]
    [InlineData(typeof(InOther), "one schema only")]
    [InlineData(typeof(Counting), "requires a counting column to be the whole primary key")]
    [InlineData(typeof(StrictNumeric), "a STRICT table has no type NUMERIC")]
    [InlineData(typeof(Calling), "calls a function, and SQLite has none")]
    [InlineData(typeof(Including), "INCLUDE in an index")]
    [InlineData(typeof(Sequenced), "sequences")]
    [InlineData(typeof(Partitioned), "partitioned tables")]
    [InlineData(typeof(Columnless), "has no columns")]
    public void Feature_that_SQLite_lacks_is_a_mistake(Type type, string expected)
    {
        var mistake = Read.Mistake(Dialect.Sqlite, type);
        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
        Assert.True(type == typeof(Columnless) || mistake.Line > 0);
    }

    private sealed class Excluding : Table
    {
        public readonly Column A = Integer();

        public Excluding() => Exclude(A.With("="));
    }

    private sealed class Arrayed : Table
    {
        public readonly Column A = Text().Array();
    }

    private sealed class Searching : Table
    {
        public readonly Column A = TsVector();
    }

    [InSchema("other")]
    private sealed class InOther : Table
    {
        public readonly Column A = Text();
    }

    private sealed class Counting : Table
    {
        public readonly Column A = Bigint().Identity();
    }

    private sealed class StrictNumeric : Table
    {
        public readonly Column A = Numeric();

        public StrictNumeric() => Strict();
    }

    private sealed class Calling : Table
    {
        public readonly Column A = Text();

        public Calling() => Trigger("t").After().OnInsert().Execute("f");
    }

    private sealed class Including : Table
    {
        public readonly Column A = Text();
        public readonly Column B = Text();

        public Including() => Index(A).Include(B);
    }

    private sealed class Sequenced : Database
    {
        public Sequenced() => Sequence("s");
    }

    private sealed class Partitioned : Table
    {
        public readonly Column A = Integer();

        public Partitioned() => PartitionByHash(A);
    }

    private sealed class Columnless : Table;
}
