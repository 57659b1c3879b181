using Strata.Core.Hosting;

namespace Strata.Project.Configuration;

/// <summary>
/// The syntax of references to values that strata.json does not hold: <c>env:NAME</c>, <c>file:PATH</c>, <c>cmd:COMMAND</c> and
/// <c>ConnectionStrings:NAME</c> of a .NET project.
/// </summary>
internal static class SecretReference
{
    internal const string EnvironmentPrefix = "env:";
    internal const string FilePrefix = "file:";
    internal const string CommandPrefix = "cmd:";
    internal const string ConnectionStringPrefix = "ConnectionStrings:";

    /// <summary>The text refers to a value elsewhere.</summary>
    public static bool IsReference(string text) =>
        IsCommand(text)
        || text.StartsWith(EnvironmentPrefix, StringComparison.Ordinal)
        || text.StartsWith(FilePrefix, StringComparison.Ordinal)
        || IsConnectionString(text);

    /// <summary>A program has to be run for the value.</summary>
    public static bool IsCommand(string text) => text.StartsWith(CommandPrefix, StringComparison.Ordinal);

    /// <summary>The value is a connection string of a .NET project.</summary>
    public static bool IsConnectionString(string text) => text.StartsWith(ConnectionStringPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The source of the value, for a person: never the value.</summary>
    internal static string? Describe(string text, EnvironmentVariables variables) =>
        text.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) ? Describe(variables, text[EnvironmentPrefix.Length..])
        : text.StartsWith(FilePrefix, StringComparison.Ordinal) ? $"the file {text[FilePrefix.Length..]}"
        : IsCommand(text) ? "what a command prints"
        : null;

    private static string Describe(EnvironmentVariables variables, string name) =>
        $"the variable {name}, which is {(variables[name] is null ? "not set" : "set")}";
}
