namespace Strata.Project.Configuration;

/// <summary>A command of a service: a line for the shell, or a program with its arguments.</summary>
/// <param name="Where">Its place in the file.</param>
/// <param name="Shell">Run by the shell; null where <paramref name="Words"/> says it.</param>
/// <param name="Words">The program and its arguments, which nothing interprets.</param>
internal sealed record ServiceCommand(string Where, string? Shell, IReadOnlyList<string> Words)
{
    public IEnumerable<string> Texts => Shell is { } line ? [line] : Words;
}

/// <summary>The health check of a service.</summary>
/// <param name="Where">Its place in the file.</param>
/// <param name="Url">http or https; placeholders allowed.</param>
internal sealed record HealthConfig(string Where, string Url)
{
    public int Status { get; init; } = 200;

    /// <summary>The text that the answer must hold; null for any.</summary>
    public string? Body { get; init; }

    /// <summary>The number of further tries; null for as many as there is time for.</summary>
    public int? Retries { get; init; }

    /// <summary>The time by which it must have answered rightly, however it fails until then.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two questions.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>A service that is deployed with the database. A command that is not there is not run.</summary>
/// <param name="Name">Also the flag that chooses it.</param>
/// <param name="Where">Its place in the file.</param>
internal sealed record ServiceConfig(string Name, string Where)
{
    public ServiceCommand? Build { get; init; }
    public ServiceCommand? Deploy { get; init; }

    /// <summary>Sends <c>{percent}</c> of the requests to <c>{revision}</c>.</summary>
    public ServiceCommand? Traffic { get; init; }

    /// <summary>Prints the revision that serves now.</summary>
    public ServiceCommand? Previous { get; init; }

    /// <summary>Prints the revision that <c>deploy</c> has just made; without it the tag is its name.</summary>
    public ServiceCommand? Revision { get; init; }

    /// <summary>Prints the application's version that <c>{revision}</c> is; without it the recorded tag is.</summary>
    public ServiceCommand? Version { get; init; }

    /// <summary>Makes <c>{revision}</c> serve again.</summary>
    public ServiceCommand? Rollback { get; init; }

    public HealthConfig? Health { get; init; }

    /// <summary>Services that come before it.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    public IEnumerable<ServiceCommand> Commands =>
        new[] { Build, Deploy, Traffic, Previous, Revision, Version, Rollback }.OfType<ServiceCommand>();

    /// <summary>Puts the values that an environment says otherwise over these.</summary>
    public ServiceConfig With(ServiceConfig other) =>
        this with
        {
            Build = other.Build ?? Build,
            Deploy = other.Deploy ?? Deploy,
            Traffic = other.Traffic ?? Traffic,
            Previous = other.Previous ?? Previous,
            Revision = other.Revision ?? Revision,
            Version = other.Version ?? Version,
            Rollback = other.Rollback ?? Rollback,
            Health = other.Health ?? Health,
            Needs = other.Needs.Count > 0 ? other.Needs : Needs,
        };
}
