namespace Strata.Project.Configuration;

/// <summary>The JSON schema of strata.json, which editors complete and check by: https://json-schema.org</summary>
internal static class ConfigSchema
{
    /// <summary>The path in a project: beside the file that names it, so that no network is needed.</summary>
    public const string File = "db/strata.schema.json";

    public static string Text()
    {
        using var stream =
            typeof(ConfigSchema).Assembly.GetManifestResourceStream("strata.schema.json")
            ?? throw new FileNotFoundException("strata.schema.json");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
