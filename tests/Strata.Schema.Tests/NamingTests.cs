using System.Reflection;
using System.Text;

namespace Strata.Schema.Tests;

public sealed class NamingTests
{
    [Theory]
    [InlineData("PricingTierId", "pricing_tier_id")]
    [InlineData("ImdbURLPath", "imdb_url_path")]
    [InlineData("Sha256Hash", "sha256_hash")]
    [InlineData("URL", "url")]
    [InlineData("already_snake", "already_snake")]
    [InlineData("Mixed_Case", "mixed_case")]
    [InlineData("id", "id")]
    [InlineData("ÄrgerNis", "ärger_nis")]
    public void SnakeCase_separates_words(string name, string expected) => Assert.Equal(expected, NamingConvention.SnakeCase(name));

    [Fact]
    public void Shorten_long_name_cuts_between_characters_and_keeps_names_distinct()
    {
        var one = NamingConvention.Shorten(new string('ü', 40) + "one");
        var two = NamingConvention.Shorten(new string('ü', 40) + "two");
        Assert.NotEqual(one, two);
        Assert.Equal(one, NamingConvention.Shorten(new string('ü', 40) + "one"));
        Assert.All([one, two], n => Assert.InRange(Encoding.UTF8.GetByteCount(n), 50, NamingConvention.MaxBytes));
        Assert.DoesNotContain('\uFFFD', one);
    }

    [Fact]
    public void ReservedNames_contain_all_public_types_and_members()
    {
        var types = typeof(Table)
            .Assembly.GetExportedTypes()
            .Where(t => t.Namespace == typeof(Table).Namespace && !t.IsNested)
            .Select(t => t.Name.Split('`')[0])
            .Distinct();
        Assert.Equal(types.Order(StringComparer.Ordinal), ReservedNames.Types.Order(StringComparer.Ordinal));
        var members = typeof(Table)
            .GetMembers(
                BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy
            )
            .Where(m => m is FieldInfo { IsFamily: true } or PropertyInfo { GetMethod.IsFamily: true })
            .Select(m => m.Name);
        Assert.Empty(members.Except(ReservedNames.Fields));
    }

    [Fact]
    public void Shorten_name_of_63_bytes_keeps_it() => Assert.Equal(new string('x', 63), NamingConvention.Shorten(new string('x', 63)));

    [Fact]
    public void Conventional_name_in_use_gets_a_number()
    {
        var script = Read.Postgres(typeof(TwoChecks));
        Assert.Contains("\"two_checks_a_check\"", script.Sql("table public.two_checks"));
        Assert.Contains("\"two_checks_a_check1\"", script.Sql("table public.two_checks"));
        Assert.Contains("\"two_checks_a_idx\"", script.Statements[1].Sql);
        Assert.Contains("\"two_checks_a_idx1\"", script.Statements[2].Sql);
    }

    [Fact]
    public void UseNaming_replaces_the_convention()
    {
        var script = Read.Postgres(typeof(TwoChecks), typeof(Loud));
        Assert.Contains("CREATE TABLE \"app\".\"T_TWOCHECKS\"", script.Sql("table app.T_TWOCHECKS"));
        Assert.Equal("app", script.Schemas[0]);
    }

    private sealed class TwoChecks : Table
    {
        public readonly Column A = Integer().Check(c => $"{c} > 0").Check(c => $"{c} < 9");

        public TwoChecks()
        {
            Index(A);
            Index(A.Descending());
        }
    }

    private sealed class Loud : Database
    {
        public Loud()
        {
            UseNaming(new Shouting());
            DefaultSchema("app");
        }

        private sealed class Shouting : NamingConvention
        {
            public override string Table(string className) => $"T_{className.ToUpperInvariant()}";
        }
    }
}
