namespace Strata.Schema.Tests;

public sealed class MistakeTests
{
    [Theory]
    [InlineData(typeof(TwiceNamed), "the name \"a\" is already used by column")]
    [InlineData(typeof(Stranger), "belongs to Owner, not to Stranger")]
    [InlineData(typeof(Typo), "has no column \"nmae\"; its columns: id, name")]
    [InlineData(typeof(NoKeyThere), "which is no primary key and not unique")]
    [InlineData(typeof(TooFew), "has 1 column(s) for 2 of owner: id, name")]
    [InlineData(typeof(Mismatched), "owner_id (text) cannot be compared with owner.id (uuid)")]
    [InlineData(typeof(NoPrimaryKey), "keyless has no primary key")]
    [InlineData(typeof(TwoKeys), "two primary keys")]
    [InlineData(typeof(NullableKey), "is the primary key and Nullable()")]
    [InlineData(typeof(TwoSources), "a default and identity")]
    [InlineData(typeof(Fleeting), "creates a new column at every read")]
    [InlineData(typeof(Shared), "is static")]
    [InlineData(typeof(Empty), "is a Column without a value")]
    [InlineData(typeof(Demanding), "no constructor without parameters")]
    [InlineData(typeof(Nameless), "exceeds 63 bytes")]
    [InlineData(typeof(Labelless), "has no members")]
    [InlineData(typeof(NowhereKey), "has no target")]
    [InlineData(typeof(TwiceInKey), "\"id\" is listed twice")]
    [InlineData(typeof(BadDefault), "cannot be written as a literal")]
    [InlineData(typeof(NowText), "DefaultNow() requires a date or a time")]
    [InlineData(typeof(Vague), "partition vague_1 has no bound")]
    [InlineData(typeof(Unbound), "a column outside the fields of a table")]
    [InlineData(typeof(Twins), "are the same column object")]
    [InlineData(typeof(NullDefault), "Default(null) is no default")]
    [InlineData(typeof(FrozenMoment), "is the moment at which the schema is made, for ever; write DefaultNow()")]
    [InlineData(typeof(FrozenDay), "write DefaultNow(), or an expression: Default($\"today\")")]
    public void Mistake_in_a_table_has_a_message_and_a_line(Type table, string expected)
    {
        var mistake = Read.Mistake(Dialect.Postgresql, typeof(Owner), typeof(Keyless), table);
        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
        if (table == typeof(Empty) || table == typeof(Demanding))
            return; // No line of the user creates the class.
        Assert.EndsWith("MistakeTests.cs", mistake.File);
        Assert.InRange(
            mistake.Line,
            File.ReadAllLines(mistake.File).ToList().FindIndex(l => l.Contains($"class {table.Name} ", StringComparison.Ordinal)) + 1,
            int.MaxValue
        );
    }

    [Fact]
    public void Several_mistakes_are_reported_in_one_run()
    {
        var errors = Read.Types(Dialect.Postgresql, typeof(Owner), typeof(Typo), typeof(Stranger), typeof(TwoKeys)).Errors;
        Assert.Equal(3, errors.Count);
        Assert.Equal(errors.OrderBy(e => e.Line), errors);
    }

    [Fact]
    public void Two_tables_with_one_name_are_both_in_the_message()
    {
        var mistake = Read.Mistake(Dialect.Postgresql, typeof(Owner), typeof(Pretender));
        Assert.Contains("Pretender", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("+Owner)", mistake.Message, StringComparison.Ordinal);
    }

    private enum Nothing;

    private sealed class Owner : Table
    {
        public readonly Column Id = Uuid().PrimaryKey();
        public readonly Column Name = Text();
    }

    [Named("owner")]
    private sealed class Pretender : Table
    {
        public readonly Column Id = Uuid();
    }

    private sealed class Keyless : Table
    {
        public readonly Column Id = Integer();
    }

    private sealed class TwiceNamed : Table
    {
        public readonly Column A = Text();
        public readonly Column B = Text().Named("a");
    }

    private sealed class Stranger : Table
    {
        public readonly Column Id = Uuid();

        public Stranger() => Index(Table<Owner>().Name);
    }

    private sealed class Typo : Table
    {
        public readonly Column Id = Uuid();
        public readonly Column Name = Text();

        public Typo() => Index("nmae");
    }

    private sealed class NoKeyThere : Table
    {
        public readonly Column OwnerName = Text().References<Owner>(o => o.Name);
    }

    private sealed class TooFew : Table
    {
        public readonly Column OwnerId = Uuid();

        public TooFew() => ForeignKey(OwnerId).References<Owner>(o => o.Id, o => o.Name);
    }

    private sealed class Mismatched : Table
    {
        public readonly Column OwnerId = Text().References<Owner>(o => o.Id);
    }

    private sealed class NoPrimaryKey : Table
    {
        public readonly Column OtherId = Integer();

        public NoPrimaryKey() => ForeignKey(OtherId).References<Keyless>();
    }

    private sealed class TwoKeys : Table
    {
        public readonly Column A = Integer().PrimaryKey();
        public readonly Column B = Integer().PrimaryKey();
    }

    private sealed class NullableKey : Table
    {
        public readonly Column A = Integer().PrimaryKey().Nullable();
    }

    private sealed class TwoSources : Table
    {
        public readonly Column A = Integer().Identity().Default(1);
    }

    private sealed class Fleeting : Table
    {
        public readonly Column A = Integer();
        public Column B => Text();
    }

    private sealed class Shared : Table
    {
        public static readonly Column A = Integer();
    }

    private sealed class Empty : Table
    {
        public readonly Column? A = Nothing();

        private static Column? Nothing() => null;
    }

    private sealed class Demanding(int size) : Table
    {
        public readonly Column A = Varchar(size);
    }

    private sealed class Nameless : Table
    {
        public readonly Column A = Text().Named(new string('x', 64));
    }

    private sealed class Labelless : Table
    {
        public readonly Column A = Enum<Nothing>();
    }

    private sealed class NowhereKey : Table
    {
        public readonly Column A = Integer();

        public NowhereKey() => ForeignKey(A);
    }

    private sealed class TwiceInKey : Table
    {
        public readonly Column Id = Integer();

        public TwiceInKey() => PrimaryKey(Id, Id);
    }

    private sealed class BadDefault : Table
    {
        public readonly Column A = Text().Default(new Uri("https://example.com"));
    }

    private sealed class NowText : Table
    {
        public readonly Column A = Text().DefaultNow();
    }

    private sealed class Vague : Table
    {
        public readonly Column A = Integer();

        public Vague()
        {
            PartitionByRange(A);
            Partition("vague_1");
        }
    }

    private sealed class Unbound : Table
    {
        public readonly Column A = Integer();

        public Unbound() => Check($"{Integer()} > {A}");
    }

    private sealed class Twins : Table
    {
        public readonly Column A = Integer();
        public readonly Column B;

        public Twins() => B = A;
    }

    private sealed class FrozenMoment : Table
    {
        public readonly Column A = Timestamptz().Default("now()");
    }

    private sealed class FrozenDay : Table
    {
        public readonly Column A = Date().Default("today");
    }

    private sealed class NullDefault : Table
    {
        public readonly Column A = Text().Default((string)null!);
    }
}
