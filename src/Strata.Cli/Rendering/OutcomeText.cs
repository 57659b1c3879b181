using Spectre.Console;
using Strata.Baselining;
using Strata.Bundling;
using Strata.Checking;
using Strata.Configuring;
using Strata.Diagnosing;
using Strata.Environments;
using Strata.Initializing;
using Strata.Squashing;

namespace Strata.Cli.Rendering;

/// <summary>Outcomes of a line or two for people.</summary>
internal static class OutcomeText
{
    public static void Write(CheckResult result, CommandOutput output)
    {
        foreach (var finding in result.Findings)
            ProblemText.Write(finding, output);
        output.Say(
            result.Findings.Count == 0
                ? $"{Quantity.Count(result.Migrations, "migration")}, no problem found"
                : Quantity.Count(result.Findings.Count, "finding")
        );
    }

    public static void Write(InitResult result, CommandOutput output)
    {
        foreach (var (file, isWritten) in result.Files)
            output.Say($"{(isWritten ? "wrote" : "left ")} {file}");
        if (result.IsRegistered)
            output.Say(
                output.Remedies.Write(
                    $"set   merge.strata.driver in this clone's git config (in another: {Call.Strata("rebase").With("install")})"
                )
            );
        output.Say(output.Remedies.Write($"next: edit db/src/Schema.cs, then: {Call.Strata("push")}"));
    }

    public static void Write(BaselineResult result, CommandOutput output) =>
        output.Say($"{result.Target} equals {result.Head}; from now on it is changed by migrate");

    public static void Write(DatabaseDecision result, CommandOutput output) => output.Say(output.Remedies.Write(result.Text));

    public static void Write(SquashResult result, CommandOutput output)
    {
        output.Say($"wrote {result.Path}, which replaces {result.Replaced} migrations");
        output.Say(
            $"the old files are in {result.Backup}: commit it as well, databases that have only some of them are brought forward from there"
        );
    }

    public static void Write(BundleResult result, CommandOutput output)
    {
        var file = output.Shorten(result.File);
        var program = file.Contains(Path.DirectorySeparatorChar) ? file : $"./{file}";
        var content = $"{Quantity.Count(result.Migrations, "migration")} up to {result.Head}";
        output.Say($"wrote {file} with {content}; it runs by itself: {program} migrate --env NAME");
    }

    public static void Write(ConfigurationResult result, CommandOutput output)
    {
        const int Widest = 44;
        var width = Math.Min(Widest, result.Values.Select(v => v.Path.Length).DefaultIfEmpty().Max());
        foreach (var value in result.Values)
        {
            output.Say($"{value.Path.PadRight(width)}  {value.Shown}");
            output.Say($"{"".PadRight(width)}    {output.Paint(new Style(decoration: Decoration.Dim), value.Origin)}");
        }
    }

    public static void Write(DiagnoseResult result, CommandOutput output) =>
        output.Say(result.Doubtful > 0 ? $"nothing is broken; {Quantity.Count(result.Doubtful, "thing")} to know" : "no problem found");
}
