using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Project.Configuration;

namespace Strata.Project.Secrets;

/// <summary>The URL and the password of an environment, with references resolved.</summary>
/// <param name="config">The file.</param>
/// <param name="environment">The environment.</param>
/// <param name="variables">Values of references.</param>
/// <param name="time">Ends commands that hang.</param>
internal sealed class EnvironmentAddress(
    ProjectConfig config,
    EnvironmentConfig environment,
    EnvironmentVariables variables,
    TimeProvider time
)
{
    private readonly SecretResolver _secrets = new(config.Directory, variables, time)
    {
        Limit = environment.SecretLimit ?? config.SecretLimit ?? SecretResolver.UsualLimit,
    };

    /// <summary>True when only a program that is run can say what the file names: not done before somebody connects.</summary>
    public bool NeedsCommand => !environment.IsLiteral && SecretReference.IsCommand(environment.Url);

    /// <summary>
    /// Everything that is needed is on this machine without asking a program: no variable or file is missing, and no tunnel has to be
    /// opened.
    /// </summary>
    public bool IsAtHand
    {
        get
        {
            if (environment.Tunnel is not null || NeedsCommand || (environment.Password is { } p && SecretReference.IsCommand(p)))
                return false;
            try
            {
                _ = (Url, PlainPassword);
                return true;
            }
            catch (ProblemException e) when (e.Kind == ProblemKind.Usage)
            {
                return false;
            }
        }
    }

    /// <summary>The URL, where no program has to be asked for it.</summary>
    /// <exception cref="ProblemException">A reference leads nowhere (ST2006, ST2014; exit 2).</exception>
    public string Url =>
        environment.IsLiteral ? environment.Url
        : SecretReference.IsConnectionString(environment.Url) ? Application()
        : _secrets.Resolve(environment.Url, environment.Where);

    public string? PlainPassword => environment.Password is { } p ? _secrets.Resolve(p, environment.Where) : null;

    /// <exception cref="ProblemException">As <see cref="SecretResolver.ResolveAsync"/>.</exception>
    public async Task<(string Url, string? Password)> ResolveAsync(CancellationToken cancellationToken)
    {
        var url =
            environment.IsLiteral ? environment.Url
            : SecretReference.IsConnectionString(environment.Url) ? Application()
            : await _secrets.ResolveAsync(environment.Url, environment.Where, cancellationToken).ConfigureAwait(false);
        return (
            url,
            environment.Password is { } p
                ? await _secrets.ResolveAsync(p, environment.Where, cancellationToken).ConfigureAwait(false)
                : null
        );
    }

    /// <summary>Sentences on secrets of this environment that others can read.</summary>
    public IEnumerable<string> Warnings =>
        new[] { environment.IsLiteral ? null : environment.Url, environment.Password }
            .OfType<string>()
            .Select(_secrets.Warning)
            .OfType<string>();

    private string Application() =>
        new AppSettings(
            Path.GetFullPath(environment.Project ?? config.Project ?? ".", config.Directory),
            environment.Name,
            variables
        ).Resolve(environment.Url, environment.Where);
}
