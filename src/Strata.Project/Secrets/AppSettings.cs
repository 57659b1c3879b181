using System.Xml;
using System.Xml.Linq;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Project.Secrets;

/// <summary>
/// <c>ConnectionStrings:NAME</c> as the team's own .NET project has it, in the order of its host: the variable
/// <c>ConnectionStrings__NAME</c>, user secrets, appsettings of the
/// environment, appsettings
/// (https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#default-application-configuration-sources). The environment "local"
/// is
/// Development there; any other has its own name.
/// </summary>
/// <param name="project">The project's folder.</param>
/// <param name="environment">The name in strata.json.</param>
/// <param name="variables">The variables that its host would see.</param>
internal sealed class AppSettings(string project, string environment, EnvironmentVariables variables)
{
    private const string Section = "ConnectionStrings";

    private string HostEnvironment => environment == "local" ? "Development" : environment;

    /// <exception cref="ProblemException">No project, or no such connection string in it (ST2014), or a file that is not JSON (ST2001):
    /// exit 2.</exception>
    public string Resolve(string text, string where)
    {
        var name = text[SecretReference.ConnectionStringPrefix.Length..];
        if (variables[$"{Section}__{name}"] is { } variable)
            return variable;
        if (!Directory.Exists(project))
            throw Wrong(
                where,
                $"there is no folder {project} to look for {text} in",
                "name the folder of the .NET project: \"project\": \"src/Api\""
            );
        var files = Files().ToList();
        foreach (var file in files)
            if (Read(file, name) is { Length: > 0 } value)
                return value;
        var searched = string.Concat(files.Select(f => $", {(IsUserSecrets(f) ? "user secrets" : Path.GetFileName(f))}"));
        throw Wrong(
            where,
            $"{text} is in none of these: the variable {Section}__{name}{searched}",
            $"add it: dotnet user-secrets set \"{text}\" \"Host=…\"; or name another project with \"project\""
        );
    }

    private IEnumerable<string> Files()
    {
        // The host reads them in development only.
        if (HostEnvironment == "Development" && UserSecrets() is { } secrets && File.Exists(secrets))
            yield return secrets;
        var settings = Directory.EnumerateFiles(project, "appsettings*.json").ToList();
        foreach (var wanted in (string[])[$"appsettings.{HostEnvironment}.json", "appsettings.json"])
            if (settings.Find(f => Path.GetFileName(f).Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } found)
                yield return found;
    }

    private static bool IsUserSecrets(string file) => Path.GetFileName(file) == "secrets.json";

    // https://learn.microsoft.com/aspnet/core/security/app-secrets#how-the-secret-manager-tool-works
    private string? UserSecrets()
    {
        var id = Directory.EnumerateFiles(project, "*.csproj").Select(Id).FirstOrDefault(i => i is not null);
        if (id is null || id.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            return null;
        return OperatingSystem.IsWindows()
            ? Path.Combine(variables["APPDATA"] ?? "", "Microsoft", "UserSecrets", id, "secrets.json")
            : Path.Combine(variables["HOME"] ?? "/", ".microsoft", "usersecrets", id, "secrets.json");
    }

    private static string? Id(string csproj)
    {
        try
        {
            return XDocument.Load(csproj).Descendants("UserSecretsId").FirstOrDefault()?.Value.Trim();
        }
        catch (XmlException e)
        {
            throw Wrong(csproj, $"the project file is not XML: {e.Message}", "correct it");
        }
    }

    /// <summary>Both forms are in use: a section, and one key with a colon in it.</summary>
    private static string? Read(string file, string name)
    {
        var root = ConfigNode.Parse(File.ReadAllBytes(file), file);
        if (!root.IsObject)
            return null;
        string? Of(ConfigNode node, string key) =>
            node
                .Members.Where(m => m.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
                .Select(m => m.Node.Value as string)
                .FirstOrDefault();
        var section = root
            .Members.Where(m => m.Key.Equals(Section, StringComparison.OrdinalIgnoreCase) && m.Node.IsObject)
            .Select(m => m.Node)
            .FirstOrDefault();
        return (section is null ? null : Of(section, name)) ?? Of(root, $"{Section}:{name}");
    }

    private static ProblemException Wrong(string where, string what, Remedy next) =>
        SecretProblems.ConnectionString.Error(where, what, "nothing was done", next);
}
