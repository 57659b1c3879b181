using System.Diagnostics;
using Strata.Testing;

namespace Strata.Cli.Tests.Support;

/// <summary>
/// The real drizzle-kit, drizzle-orm and dbmate, from npm, in a folder that is kept between runs. What cannot be installed fails the test.
/// </summary>
internal sealed class NpmTool
{
    private static readonly SemaphoreSlim s_installing = new(1);
    private readonly string _folder;

    private NpmTool(string folder) => _folder = folder;

    /// <summary>The journal in one file.</summary>
    public static Task<NpmTool> FlatAsync() => InstallAsync("drizzle-kit@0.31.11", "drizzle-orm@0.45.4", "pg@8", "better-sqlite3@12");

    /// <summary>A folder for each migration.</summary>
    public static Task<NpmTool> FoldersAsync() =>
        InstallAsync("drizzle-kit@1.0.0-rc.4", "drizzle-orm@1.0.0-rc.4", "pg@8", "better-sqlite3@12");

    public static Task<NpmTool> DbmateAsync() => InstallAsync("dbmate@2.36.0");

    /// <summary>dbmate up, with its files in m.</summary>
    public Task DbmateUpAsync(CliProject p) =>
        RunAsync(
            p,
            Path.Combine(_folder, "node_modules", ".bin", "dbmate"),
            "--url",
            p.IsSqlite
                ? $"sqlite:{p.At("app.db")}"
                : PgDump.Uri(p.Url).Replace("postgresql:", "postgres:", StringComparison.Ordinal) + "&sslmode=disable",
            "-d",
            "m",
            "--no-dump-schema",
            "up"
        );

    /// <summary>A project's schema, and what drizzle-kit has to know.</summary>
    public void Write(CliProject p, string schema)
    {
        if (Directory.Exists(p.At("node_modules")))
            Directory.Delete(p.At("node_modules"));
        Directory.CreateSymbolicLink(p.At("node_modules"), Path.Combine(_folder, "node_modules"));
        var dialect = p.IsSqlite ? "sqlite" : "postgresql";
        p.Write(
            "drizzle.config.ts",
            $"export default {{ dialect: '{dialect}', schema: './schema.ts', out: './drizzle', dbCredentials: {{ url: "
                + $"'{(p.IsSqlite ? p.At("app.db") : PgDump.Uri(p.Url))}' }} }};\n"
        );
        p.Write("schema.ts", schema);
    }

    public Task GenerateAsync(CliProject p, string name) => RunAsync(p, Kit, "generate", "--name", name);

    /// <summary>From files to folders.</summary>
    public Task UpAsync(CliProject p) => RunAsync(p, Kit, "up");

    /// <summary>drizzle-kit's own command.</summary>
    public Task MigrateByKitAsync(CliProject p) => RunAsync(p, Kit, "migrate");

    /// <summary>The library's function, as an application calls it when it starts.</summary>
    public Task MigrateByOrmAsync(CliProject p)
    {
        p.Write(
            "migrate.mjs",
            p.IsSqlite
                ? $"import {{ drizzle }} from 'drizzle-orm/better-sqlite3';\nimport {{ migrate }} from "
                    + $"'drizzle-orm/better-sqlite3/migrator';\nmigrate(drizzle('{p.At("app.db")}'), {{ migrationsFolder: "
                    + $"'./drizzle' }});\n"
                : $"import {{ drizzle }} from 'drizzle-orm/node-postgres';\nimport {{ migrate }} from "
                    + $"'drizzle-orm/node-postgres/migrator';\nconst db = drizzle('{PgDump.Uri(p.Url)}');\nawait migrate(db, {{ "
                    + $"migrationsFolder: './drizzle' }});\nawait db.$client.end();\n"
        );
        return RunAsync(p, "node", "migrate.mjs");
    }

    private string Kit => Path.Combine(_folder, "node_modules", ".bin", "drizzle-kit");

    private static async Task RunAsync(CliProject p, string program, params string[] arguments)
    {
        var (exit, output) = await ProcessAsync(program, p.Root, arguments);
        Assert.True(
            exit == 0 && !output.Contains("Error", StringComparison.Ordinal),
            $"{Path.GetFileName(program)} {string.Join(' ', arguments)}: exit {exit}\n{output}"
        );
    }

    private static async Task<NpmTool> InstallAsync(params string[] packages)
    {
        var folder = Path.Combine(PackageCache.Folder, "npm-tools", string.Join('+', packages.Take(2)).Replace('@', '-'));
        await s_installing.WaitAsync();
        try
        {
            if (!Directory.Exists(folder))
                await InstallAsync(folder, packages);
            return new(folder);
        }
        finally
        {
            s_installing.Release();
        }
    }

    /// <summary>The folder gets its name when all is in it: another process may install the same.</summary>
    private static async Task InstallAsync(string folder, string[] packages)
    {
        var making = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}").FullName;
        // On Windows npm is a script, which only a shell starts; these tests have never run there.
        var (exit, output) = await ProcessAsync(
            "npm",
            making,
            ["install", "--no-audit", "--no-fund", "--silent", "--prefix", making, .. packages]
        );
        Assert.True(
            exit == 0,
            $"this test runs the real {string.Join(" and ", packages)}, and npm could not install them: exit {exit}\n{output}"
        );
        try
        {
            Directory.Move(making, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(making, recursive: true);
        }
    }

    private static async Task<(int Exit, string Output)> ProcessAsync(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["NO_COLOR"] = "1";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Fail($"{program} is not on this machine: this test needs Node.js with npm, because it runs the real tool.");
            throw;
        }
        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
            return (process.ExitCode, await output + await errors);
        }
    }
}
