namespace Strata.Schema.Output;

/// <summary>The codes of errors that are not the compiler's.</summary>
internal static class SchemaErrorCodes
{
    /// <summary>A mistake in the schema.</summary>
    public const string Schema = "SCHEMA";

    /// <summary>An exception of the user's code, or an end of the process by it.</summary>
    public const string Run = "RUN";

    /// <summary>The time limit of the run.</summary>
    public const string Timeout = "TIMEOUT";

    /// <summary>A schema folder that is missing or empty.</summary>
    public const string Input = "INPUT";

    /// <summary>An invalid command line of the host.</summary>
    public const string Usage = "USAGE";
}
