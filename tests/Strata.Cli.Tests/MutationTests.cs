using System.Globalization;
using System.Text;
using Strata.Cli.Tests.Support;
using Strata.Core.Sql;
using Strata.Sqlite.Syntax;

namespace Strata.Cli.Tests;

/// <summary>
/// Bytes and lines of a folder that change by chance: the run is refused, or what it let pass means the same. STRATA_MUTATIONS sets how
/// many (150), STRATA_SEED where they begin.
/// </summary>
public sealed class MutationTests(CliServer server)
{
    private static int Count { get; } = Number("STRATA_MUTATIONS") ?? 150;

    private static int Seed { get; } = Number("STRATA_SEED") ?? 1;

    [Fact]
    public async Task No_change_of_a_byte_or_a_line_gets_into_a_database()
    {
        using var p = await server.ProjectAsync("sqlite");
        await p.ExpectAsync(0, "generate", "--name", "one");
        p.Schema(
            Schemas.Last,
            Schemas.Last + "\n    public readonly Column Rating = Integer().Default(3);\n    public Films() => Index(Year);"
        );
        await p.ExpectAsync(0, "generate", "--name", "two");
        await p.CustomAsync("rows", "-- the first film\ninsert into films (id, title) values (1, 'Alien; -- not a comment');\n");
        await p.ExpectAsync(0, "migrate");
        var files = Directory
            .GetFiles(p.At("db/migrations"), "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetFileName(f).StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .ToList();
        var random = new Random(Seed);
        var before = await p.FingerprintAsync();
        for (var i = 0; i < Count; i++)
        {
            var file = files[random.Next(files.Count)];
            var text = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var changed = Mutate(text, random);
            await File.WriteAllBytesAsync(file, changed, TestContext.Current.CancellationToken);
            foreach (var command in new string[][] { ["migrate"], ["check", "--files"], ["status"] })
            {
                var run = await p.RunAsync(command);
                var what =
                    $"mutation {i} of seed {Seed}, {Path.GetFileName(file)}, strata {string.Join(' ', command)}: exit {run.Exit}"
                    + $"\n{run.All}\n{Encoding.UTF8.GetString(changed)}";
                Assert.True(run.Exit is 0 or 3, what);
                Assert.True(run.Exit == 3 || Means(file, text, changed), what);
                Assert.True(
                    run.Exit == 0
                        || run.All.Contains(Path.GetFileNameWithoutExtension(file).Split('.')[0], StringComparison.Ordinal)
                        || run.All.Contains("ST30", StringComparison.Ordinal),
                    what
                );
            }
            Assert.Equal(before, await p.FingerprintAsync());
            await File.WriteAllBytesAsync(file, text, TestContext.Current.CancellationToken);
        }
        await p.ExpectAsync(0, "check");
    }

    /// <summary>What passed: the same statements, or a file that this run does not use.</summary>
    private static bool Means(string file, byte[] before, byte[] after)
    {
        if (!file.EndsWith(".sql", StringComparison.Ordinal) || file.EndsWith(".down.sql", StringComparison.Ordinal))
            return true;
        string Hash(byte[] text) => SqlScript.Parse(Encoding.UTF8.GetString(text), SqliteSyntax.Instance, "x.sql").ScriptHash;
        return Hash(before) == Hash(after);
    }

    private static byte[] Mutate(byte[] text, Random random)
    {
        var lines = Encoding.Latin1.GetString(text).Split('\n').ToList();
        var (at, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(7))
        {
            case 0 when text.Length > 0:
                var flipped = (byte[])text.Clone();
                flipped[random.Next(text.Length)] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                lines.RemoveAt(at);
                break;
            case 2:
                lines.Insert(at, lines[other]);
                break;
            case 3:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 4:
                return text[..random.Next(text.Length + 1)];
            case 5:
                lines.Insert(at, string.Create(CultureInfo.InvariantCulture, $"{(char)random.Next(1, 256)}{random.Next()}"));
                break;
            default:
                lines[at] = lines[at].Insert(random.Next(lines[at].Length + 1), ((char)random.Next(1, 256)).ToString());
                break;
        }
        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
