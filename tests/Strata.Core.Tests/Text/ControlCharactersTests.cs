using Strata.Core.Text;

namespace Strata.Core.Tests.Text;

public sealed class ControlCharactersTests
{
    [Theory]
    [InlineData("films", "films")]
    [InlineData("a\r\nb\tc", "a\r\nb\tc")]
    [InlineData("a\rb\r", "a\\u000db\\u000d")]
    [InlineData("\e[31m", "\\u001b[31m")]
    [InlineData("\u009b2K\a\b\0\u007f", "\\u009b2K\\u0007\\u0008\\u0000\\u007f")]
    [InlineData("\u202etxt\u2066\u200f", "\\u202etxt\\u2066\\u200f")]
    [InlineData("größe 映画 🎬", "größe 映画 🎬")]
    public void Escape_leaves_nothing_that_a_terminal_obeys(string text, string expected) =>
        Assert.Equal(expected, ControlCharacters.Escape(text));
}
