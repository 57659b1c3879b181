using Strata.Core.Problems;

namespace Strata.Bundling;

/// <summary>The problems of bundles.</summary>
internal static class BundleProblems
{
    public static readonly ProblemDefinition NotNative = new("ST1250", ProblemKind.Preflight, "only the native program can be bundled")
    {
        Meaning =
            "A bundle is a copy of the running program with an archive behind it. A program that runs in a .NET runtime is "
            + "not whole in one file.",
        Resolution = "Use the program that dotnet run build.cs -- build compiles where there is a C linker.",
    };

    public static readonly ProblemDefinition FileExists = new("ST9042", ProblemKind.Refused, "the bundle's file exists")
    {
        Meaning = "The file that would be written exists, and may be in use.",
        Resolution = "Overwrite it with --force, or name another file with --output.",
    };

    public static readonly ProblemDefinition Password = new("ST9041", ProblemKind.Refused, "a password in strata.json would be bundled")
    {
        Meaning = "A bundle is passed on, and the URL or password of an environment is written in strata.json.",
        Resolution = "Write a reference instead: \"password\": \"env:NAME\" or \"file:PATH\".",
    };

    public static readonly ProblemDefinition Damaged = new("ST3070", ProblemKind.Inconsistent, "the bundle is damaged")
    {
        Meaning = "The archive behind the program does not hash to what was written.",
        Resolution = "Get the file again, or make it again with strata bundle.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } = [NotNative, FileExists, Password, Damaged];
}
