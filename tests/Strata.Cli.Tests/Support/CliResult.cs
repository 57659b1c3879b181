using System.Text.Json;

namespace Strata.Cli.Tests.Support;

/// <summary>What a run of the program left.</summary>
public sealed record CliResult(int Exit, string Output, string Errors)
{
    public string All => Output + Errors;

    /// <summary>With --json: every line of standard output.</summary>
    public IReadOnlyList<JsonElement> Lines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
}
