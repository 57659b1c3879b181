using System.Diagnostics;

namespace Strata.Cli.Terminal;

/// <summary>Writes remedies as command lines of this program.</summary>
/// <param name="environment">Added to operations that take an environment and name none; null for the default one.</param>
internal sealed class RemedyWriter(string? environment)
{
    /// <summary>The remedy, its words quoted as a POSIX shell needs it.</summary>
    public string Write(Remedy remedy) => string.Concat(remedy.Parts.Select(Part));

    private string Part(RemedyPart part) =>
        part switch
        {
            RemedyOperation o => string.Join(' ', ["strata", o.Name, .. o.Arguments.SelectMany(Words), .. Environment(o)]),
            RemedyOption o => string.Join(' ', o.Arguments.SelectMany(Words)),
            RemedyText t => environment is null ? t.Text : t.Naming(ShellWord.Quote(environment)),
            RemedyProgram p => string.Join(' ', p.Words.Select(ShellWord.Quote)),
            _ => throw new UnreachableException(part.GetType().Name),
        };

    private IEnumerable<string> Environment(RemedyOperation operation) =>
        environment is not null && operation.LacksEnvironment ? ["--env", ShellWord.Quote(environment)] : [];

    private static IEnumerable<string> Words(RemedyArgument argument)
    {
        if (argument.Option is { } option)
            yield return "--" + option;
        if (argument.Value is { } value)
            yield return ShellWord.Quote(value);
    }
}
