namespace Strata.Core.Text;

/// <summary>Text in lines of a limited width.</summary>
public static class Wrapping
{
    /// <summary>Breaks a text between words; a word that is longer than a line stays whole.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">The columns that stand before each line.</param>
    /// <param name="width">The columns of a line, with those before it.</param>
    public static IEnumerable<string> Lines(string text, int indent, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && indent + line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
