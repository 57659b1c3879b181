using Strata.Core.Record;
using Strata.Project.Configuration;
using Strata.Project.Guards;

namespace Strata.Cli.Commands;

/// <summary>Values of options that several commands take.</summary>
internal static class OptionValues
{
    private const int MostJobs = 64;

    /// <summary>The retention time of dropped data: <c>30d</c>, <c>4w</c>, <c>12h</c>; <c>0</c> for none.</summary>
    /// <exception cref="ProblemException">It is none of these (ST2031, exit 2).</exception>
    public static TimeSpan? Retention(string option, string? text) =>
        text switch
        {
            null => null,
            "0" => TimeSpan.Zero,
            _ => KeepTime.Parse(text) ?? throw Invalid(option, "retention time", text, $"30d, 4w or 12h; or {option} 0 to retain nothing"),
        };

    /// <summary>The backups that stay: a number or an age.</summary>
    /// <exception cref="ProblemException">It is neither (ST2031, exit 2).</exception>
    public static Keep? Backups(string option, string? text) =>
        text is null
            ? null
            : Keep.Parse(text) ?? throw Invalid(option, "number or age of backups", text, $"7 for the newest seven, or {option} 30d");

    /// <summary>A number of connections.</summary>
    /// <exception cref="ProblemException">It is not from 1 to 64 (ST2031, exit 2).</exception>
    public static int? Jobs(string option, int? jobs) =>
        jobs is < 1 or > MostJobs
            ? throw Invalid(option, $"invalid number of jobs {jobs}", $"write {option} with a number from 1 to {MostJobs}")
            : jobs;

    /// <summary>A duration: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>.</summary>
    /// <exception cref="ProblemException">It is none of these (ST2031, exit 2).</exception>
    public static TimeSpan? Duration(string option, string? text) =>
        text is null ? null : Core.Text.Duration.Parse(text) ?? throw Invalid(option, "duration", text, "500ms, 30s, 5m or 1h");

    /// <summary>The treatment of migrations that are out of order.</summary>
    /// <exception cref="ProblemException">It is none (ST2031, exit 2).</exception>
    public static OutOfOrder? OutOfOrder(string option, string? text) =>
        text switch
        {
            null => null,
            "error" => Core.Record.OutOfOrder.Error,
            "apply" => Core.Record.OutOfOrder.Apply,
            _ => throw Invalid(option, $"invalid value \"{text}\" of {option}", $"write {option} error or {option} apply"),
        };

    /// <summary>Accepted hazards.</summary>
    /// <exception cref="ProblemException">One is not of the form CODE:object (ST2031, exit 2).</exception>
    public static HazardAcknowledgement Hazards(IReadOnlyList<string>? accepted) =>
        accepted?.FirstOrDefault(a => !HazardAcknowledgement.IsForm(a)) is { } odd
            ? throw Invalid(
                $"--allow {odd}",
                $"\"{odd}\" does not name a hazard",
                "write --allow SX2002:table.column, as the message about it shows"
            )
            : new(accepted ?? []);

    /// <summary>A migration by its number or name.</summary>
    public static MigrationReference? Migration(string option, string? text) => text is null ? null : new(text, option.TrimStart('-'));

    /// <summary>A number from 1 on.</summary>
    /// <exception cref="ProblemException">It is less (ST2031, exit 2).</exception>
    public static int? Count(string option, int? number) =>
        number < 1 ? throw Invalid(option, $"invalid number {number} of {option}", $"write {option} 2") : number;

    /// <summary>One of several words.</summary>
    /// <exception cref="ProblemException">It is none of them (ST2031, exit 2).</exception>
    public static T Word<T>(string option, string text, params IReadOnlyList<(string Word, T Value)> words) =>
        words.FirstOrDefault(w => w.Word == text) is { Word: not null } found
            ? found.Value
            : throw Invalid(option, $"invalid value \"{text}\"", $"use one of: {string.Join(", ", words.Select(w => w.Word))}");

    private static ProblemException Invalid(string option, string noun, string text, string form) =>
        Invalid(option, $"invalid {noun} \"{text}\"", $"write {option} {form}");

    private static ProblemException Invalid(string where, string what, Remedy next) =>
        OperationProblems.InvalidOption.Error(where, what, "nothing was done", next);
}
