using Strata.Core.Problems;
using Strata.Core.Text;

namespace Strata.Project.Configuration;

/// <summary>
/// A program that forwards a port of this machine to a database: Cloud SQL Auth Proxy, <c>ssh -L</c>, <c>kubectl port-forward</c>, socat.
/// </summary>
/// <param name="Where">Its place in the file.</param>
/// <param name="Run">The program and its arguments; <c>{port}</c> and <c>{socket}</c> stand for the port and the folder that Strata
/// picks.</param>
/// <param name="Ready">The time limit until a server answers through it.</param>
internal sealed record TunnelConfig(string Where, IReadOnlyList<string> Run, TimeSpan Ready)
{
    /// <summary>Stands for the port in the tunnel's command and in the URL.</summary>
    public const string Port = "{port}";

    /// <summary>Stands for the folder of a Unix socket.</summary>
    public const string Socket = "{socket}";

    internal static TimeSpan UsualReady { get; } = TimeSpan.FromSeconds(30);
}

/// <summary>The part <c>"tunnel"</c> of an environment.</summary>
internal static class TunnelReader
{
    private const string Example = "write \"tunnel\": { \"run\": [\"ssh\", \"-N\", \"-L\", \"{port}:db.internal:5432\", \"bastion\"] }";
    private static readonly string[] s_keys = ["run", "ready"];

    /// <exception cref="ProblemException">It is not right (ST2002, ST2003; exit 2).</exception>
    public static TunnelConfig? Read(ConfigNode? node, string url)
    {
        if (node is null)
            return null;
        if (!node.IsObject)
            throw ConfigurationProblems.Invalid(node.Where, "\"tunnel\" must be an object", Example);
        node.RequireKeys(s_keys, "tunnel: ");
        if (node.Member("run")?.Value is not List<ConfigNode> { Count: > 0 } run || run.Exists(r => r.Value is not string { Length: > 0 }))
            throw ConfigurationProblems.Invalid(
                node.Member("run")?.Where ?? node.Where,
                "\"run\" must be a list: the program, then its arguments",
                Example
            );
        var ready = node.Member("ready") is not { } given
            ? TunnelConfig.UsualReady
            : Duration.Parse(given.Value as string)
                ?? throw ConfigurationProblems.Invalid(given.Where, $"\"{given.Value}\" is no time", "write \"ready\": \"30s\"");
        string[] words = [.. run.Select(r => (string)r.Value!)];
        if (!words.Any(w => Holds(w, url)))
            throw ConfigurationProblems.Invalid(
                node.Where,
                "neither {port} nor {socket} is in both the tunnel's \"run\" and the environment's \"url\": the "
                    + "connection would go past the tunnel",
                "write {port} in both, e.g. \"url\": \"postgresql://user@127.0.0.1:{port}/database\""
            );
        return new(node.Where, words, ready);
    }

    // A URL that is a reference is only known when it is used.
    private static bool Holds(string word, string url) =>
        SecretReference.IsReference(url)
            ? word.Contains(TunnelConfig.Port, StringComparison.Ordinal) || word.Contains(TunnelConfig.Socket, StringComparison.Ordinal)
            : (word.Contains(TunnelConfig.Port, StringComparison.Ordinal) && url.Contains(TunnelConfig.Port, StringComparison.Ordinal))
                || (
                    word.Contains(TunnelConfig.Socket, StringComparison.Ordinal)
                    && url.Contains(TunnelConfig.Socket, StringComparison.Ordinal)
                );
}
