using Strata.Core.Transfer;

namespace Strata.Core.Tests.Transfer;

public sealed class TransferOrderTests
{
    private static TransferCopy Copy(string name) => new(new(name, []), new(name, []), [], [], []);

    private static TransferKey Key(string from, string to, bool isDeferrable = false) => new($"{from}_{to}", from, from, to, isDeferrable);

    private static (string Order, string Circular) Order(string tables, params TransferKey[] keys)
    {
        var plan = new TransferOrder(keys, StringComparer.Ordinal).Order(tables.Split(' ').Select(Copy));
        return (string.Join(' ', plan.Copies.Select(c => c.Target.Name)), string.Join(' ', plan.Circular.Select(k => k.Name)));
    }

    [Fact]
    public void A_table_comes_after_those_that_it_refers_to() =>
        Assert.Equal(("c b a", ""), Order("a b c", Key("a", "b"), Key("b", "c"), Key("a", "c")));

    [Fact]
    public void A_table_that_refers_to_itself_is_no_circle() => Assert.Equal(("a b", ""), Order("a b", Key("a", "a"), Key("b", "a")));

    [Fact]
    public void A_key_to_a_table_without_rows_orders_nothing() => Assert.Equal(("a b", ""), Order("a b", Key("a", "empty")));

    [Fact]
    public void In_a_circle_the_keys_that_can_be_deferred_are() =>
        Assert.Equal(("b a", "b_a"), Order("a b", Key("a", "b"), Key("b", "a", isDeferrable: true)));

    [Fact]
    public void What_refers_to_a_circle_comes_after_it() =>
        Assert.Equal(("a outside b", "a_b"), Order("outside a b", Key("outside", "a"), Key("a", "b"), Key("b", "a")));
}
