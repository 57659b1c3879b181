using Strata.Core.Text;

namespace Strata.Core.Tests.Text;

/// <summary>Times as people write them.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("500ms", 0.5)]
    [InlineData("30", 30)]
    [InlineData("30s", 30)]
    [InlineData("1.5s", 1.5)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("2d", 172_800)]
    [InlineData("2w", 1_209_600)]
    public void Units_are_read(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("soon")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5sm")]
    [InlineData("5S")]
    [InlineData("1.2.3s")]
    [InlineData("1,5s")]
    [InlineData("1e3")]
    [InlineData("99999999999h")]
    [InlineData("∞")]
    public void Everything_else_is_refused(string? text) => Assert.Null(Duration.Parse(text));
}
