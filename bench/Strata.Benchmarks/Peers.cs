namespace Strata.Benchmarks;

/// <summary>Other tools, from the npm registry; what cannot be installed is left out and said.</summary>
internal sealed record Peers(string? DrizzleKit, string? Dbmate, string Modules)
{
    private const string DrizzleKitVersion = "0.31.11";
    private const string DrizzleOrmVersion = "0.45.4";
    private const string DbmateVersion = "2.36.0";

    public static async Task<Peers> InstallAsync(Workspace workspace)
    {
        // Kept between runs: installing takes longer than measuring.
        var folder = Directory.CreateDirectory(Path.Combine(workspace.Repository, "artifacts", "bench-peers")).FullName;
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "drizzle-kit")))
        {
            try
            {
                await Shell
                    .RunAsync(
                        "npm",
                        folder,
                        "install",
                        "--no-audit",
                        "--no-fund",
                        "--silent",
                        $"drizzle-kit@{DrizzleKitVersion}",
                        $"drizzle-orm@{DrizzleOrmVersion}",
                        "pg@8",
                        $"dbmate@{DbmateVersion}"
                    )
                    .ConfigureAwait(false);
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                Console.WriteLine($"peers could not be installed: {e.Message.Split('\n')[^1]}");
            }
        }
        string? Tool(string path) =>
            File.Exists(Path.Combine(folder, "node_modules", path)) ? Path.Combine(folder, "node_modules", path) : null;
        return new Peers(Tool(".bin/drizzle-kit"), Tool(".bin/dbmate"), Path.Combine(folder, "node_modules"));
    }

    public IEnumerable<string> Describe() =>
        [
            DrizzleKit is null ? "no drizzle-kit" : $"drizzle-kit {DrizzleKitVersion}",
            Dbmate is null ? "no dbmate" : $"dbmate {DbmateVersion}",
        ];
}
