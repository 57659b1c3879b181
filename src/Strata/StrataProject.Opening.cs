using System.Text;
using Strata.Bundling;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Initializing;
using Strata.Project.Configuration;
using Strata.Project.Workspaces;

namespace Strata;

/// <content>The ways to open a project.</content>
public sealed partial class StrataProject
{
    /// <summary>Opens the project of a folder.</summary>
    /// <param name="directory">A folder; strata.json is in it or in one above.</param>
    /// <param name="environment">The environment's name in strata.json; null for the one called "local".</param>
    /// <param name="host">The surroundings; null for this process, without questions and events.</param>
    /// <exception cref="ProblemException">There is no strata.json or an invalid one, or no such environment (exit 2).</exception>
    public static StrataProject Open(string directory, string? environment = null, StrataHost? host = null) =>
        Open(directory, configuration: null, environment, host);

    /// <summary>Opens a project by its configuration file.</summary>
    /// <param name="directory">The folder where a relative path of the file starts.</param>
    /// <param name="configuration">The configuration file; null to look for strata.json.</param>
    /// <param name="environment">The environment's name; null for the one called "local".</param>
    /// <param name="host">The surroundings; null for this process, without questions and events.</param>
    /// <exception cref="ProblemException">There is no such file or an invalid one, or no such environment (exit 2).</exception>
    public static StrataProject Open(string directory, string? configuration, string? environment, StrataHost? host)
    {
        host ??= new StrataHost();
        var providers = DatabaseProviders.Create(host);
        var config = new ConfigReader(providers, host.Variables).Load(configuration, Path.GetFullPath(directory));
        var name = environment ?? (config.Environments.ContainsKey(DefaultEnvironment) ? DefaultEnvironment : null);
        return new(
            new Workspace(config, name is null ? null : config.Environment(name), providers, host) { IsNamed = environment is not null }
        );
    }

    /// <summary>Opens the project that a bundle carries.</summary>
    /// <param name="file">The bundle.</param>
    /// <param name="directory">The folder where relative paths start.</param>
    /// <param name="environment">The environment's name; null for the one called "local".</param>
    /// <param name="url">The database, instead of the environment's; null for that.</param>
    /// <param name="host">The surroundings.</param>
    /// <exception cref="ProblemException">The bundle was damaged (exit 3), or has no such environment (exit 2).</exception>
    internal static StrataProject Open(BundleFile file, string directory, string? environment, string? url, StrataHost host)
    {
        var providers = DatabaseProviders.Create(host);
        var bundle = Bundle.Open(file, providers, host.Progress);
        try
        {
            var config = bundle.Configuration(new ConfigReader(providers, host.Variables), directory);
            if (url is not null)
                config = config.At(environment ?? DefaultEnvironment, url);
            var name = environment ?? (config.Environments.ContainsKey(DefaultEnvironment) ? DefaultEnvironment : null);
            return new(
                new Workspace(config, name is null ? null : config.Environment(name), providers, host)
                {
                    IsNamed = environment is not null,
                    Commit = bundle.Commit,
                    RemembersFirstContact = false,
                },
                bundle
            );
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a project that does not exist yet: <see cref="PullAsync"/> and <see cref="AdoptAsync"/> write its files with theirs.
    /// </summary>
    /// <param name="directory">The project's folder.</param>
    /// <param name="url">The local database.</param>
    /// <param name="host">The surroundings; null for this process, without questions and events.</param>
    /// <exception cref="ProblemException">The folder is a project already, or the URL is none of a database (exit 2).</exception>
    public static StrataProject Start(string directory, string url, StrataHost? host = null)
    {
        host ??= new StrataHost();
        directory = Path.GetFullPath(directory);
        var providers = DatabaseProviders.Create(host);
        var file = Path.Combine(directory, ProjectConfig.DefaultFile);
        if (File.Exists(file))
            throw InitProblems.Exists.Error(
                file,
                "this folder is a Strata project already, and a URL starts one",
                "nothing was written",
                $"leave the URL out, and name one of its environments: {Call.Option("env", "NAME")}"
            );
        var files = ProjectTemplates
            .Files(InitOperation.DialectOf(url, providers), url)
            .Where(f => f.Path != ProjectTemplates.SchemaPath && !File.Exists(Path.Combine(directory, f.Path)))
            .ToList();
        var text = files.First(f => f.Path == ProjectConfig.DefaultFile).Text;
        var config = new ConfigReader(providers, host.Variables).Read(Encoding.UTF8.GetBytes(text), file, ProjectConfig.DefaultFile);
        var workspace = new Workspace(config, config.Environment(DefaultEnvironment), providers, host) { IsNamed = true };
        return new(workspace) { NewFiles = files };
    }

    /// <summary>Opens a project, or starts one where a database is named.</summary>
    /// <param name="directory">The folder where a relative path of the file starts; that of a new project.</param>
    /// <param name="configuration">The configuration file; null to look for strata.json.</param>
    /// <param name="environment">The environment's name; null for the one called "local".</param>
    /// <param name="url">The local database of a new project; null to open one that exists.</param>
    /// <param name="again">The operation that is asked for, to be repeated in another way.</param>
    /// <param name="host">The surroundings.</param>
    /// <exception cref="ProblemException">As of <see cref="Open(string, string?, string?, StrataHost?)"/>; as of <see cref="Start"/>, where
    /// a database is named.</exception>
    internal static StrataProject OpenOrStart(
        string directory,
        string? configuration,
        string? environment,
        string? url,
        Call again,
        StrataHost host
    )
    {
        try
        {
            return url is null ? Open(directory, configuration, environment, host) : Start(directory, url, host);
        }
        catch (ProblemException e) when (e.Problem.Code == ConfigurationProblems.Missing.Code && configuration is null)
        {
            Remedy next = $"start a project: {Call.Strata("init").With("url", "URL")}, or with this: {again.With("url", "URL")}";
            throw new ProblemException(e.Problem with { Next = next }, e);
        }
        catch (ProblemException e) when (e.Problem.Code == InitProblems.Exists.Code)
        {
            throw new ProblemException(e.Problem with { Next = $"name one of its environments: {again.With("env", "NAME")}" }, e);
        }
    }
}
