namespace Strata.Core.Text;

/// <summary>Words of a POSIX shell's command line.</summary>
public static class ShellWord
{
    /// <summary>The word as it is where a shell interprets nothing in it, else in quotes.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(IsPlain) ? word : InQuotes(word);

    /// <summary>The word in quotes.</summary>
    public static string InQuotes(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal) || c > '\x7f';
}
