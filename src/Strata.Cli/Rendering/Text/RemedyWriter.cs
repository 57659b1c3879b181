using System.Diagnostics;
using Strata.Core.Problems;

namespace Strata.Cli.Rendering.Text;

/// <summary>A remedy as this program's command lines.</summary>
internal static class RemedyWriter
{
    /// <summary>The remedy with its operations as <c>strata …</c>, its options as <c>--name value</c>, every word quoted as a POSIX shell needs it.</summary>
    public static string Write(Remedy remedy) => remedy.Render(Part);

    private static string Part(RemedyPart part) =>
        part switch
        {
            RemedyOperation o => string.Join(' ', ["strata", o.Name, .. o.Arguments.SelectMany(Words)]),
            RemedyOption o => string.Join(' ', o.Arguments.SelectMany(Words)),
            RemedyProgram p => string.Join(' ', p.Words.Select(Quoted)),
            _ => throw new UnreachableException(part.GetType().Name),
        };

    private static IEnumerable<string> Words(RemedyArgument argument)
    {
        if (argument.Option is { } option)
            yield return "--" + option;
        if (argument.Value is { } value)
            yield return Quoted(value);
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal) || c > '\x7f')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
