using Strata.Core.Problems;

namespace Strata.Core.Record;

/// <summary>
/// The words of the record, the same in every dialect. SQLite's record had the names of the enumerations until its format 2: they are read
/// as well.
/// </summary>
internal static class RecordWords
{
    public const string Applied = "applied";
    public const string Running = "running";
    public const string RolledBack = "rolled_back";
    public const string Intent = "intent";
    public const string Done = "done";
    public const string Migrate = "migrate";

    public static string Of(HistoryState state) =>
        state switch
        {
            HistoryState.Running => Running,
            HistoryState.Applied => Applied,
            HistoryState.Failed => "failed",
            HistoryState.RolledBack => RolledBack,
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
        };

    public static string Of(StepState state) =>
        state switch
        {
            StepState.Intent => Intent,
            StepState.Done => Done,
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
        };

    public static string Of(HistoryKind kind) => Lower(kind);

    public static string Of(StampMode mode) => Lower(mode);

    public static string Of(EnvironmentPolicy policy) => Lower(policy);

    /// <summary>The name as it is: both dialects have always had it so.</summary>
    public static string Of(Probe found) => found.ToString();

    /// <param name="word">From the record.</param>
    /// <param name="target">The database, for messages.</param>
    /// <exception cref="ProblemException">ST3056, exit 3: a newer Strata wrote it.</exception>
    public static T Parse<T>(string word, string target)
        where T : struct, Enum =>
        word.Length > 0
        && char.IsAsciiLetter(word[0])
        && Enum.TryParse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            ? value
            : throw Newer(target, $"the word \"{word}\"");

    /// <summary>The refusal of a record with a higher format number.</summary>
    public static ProblemException Newer(string target, int format, int known) => Newer(target, $"format {format}; this one knows {known}");

    private static ProblemException Newer(string target, string because) =>
        RecordProblems.Newer.Error(
            target,
            $"a newer Strata wrote this database's record ({because})",
            "nothing was run",
            "update Strata: dotnet tool update strata"
        );

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
