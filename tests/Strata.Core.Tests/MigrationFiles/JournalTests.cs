using System.Text;
using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.Tests.MigrationFiles;

/// <summary>Reading and writing the journal.</summary>
public sealed class JournalTests
{
    private const string Drizzle = """
        {
          "version": "7",
          "dialect": "postgresql",
          "entries": [
            {
              "idx": 0,
              "version": "7",
              "when": 1765432100000,
              "tag": "0000_first",
              "breakpoints": true
            }
          ]
        }
        """;

    [Fact]
    public void Another_tools_journal_is_read_and_written_back_as_it_was()
    {
        var journal = Read(Drizzle);
        Assert.Equal(new JournalEntry(0, 1765432100000, "0000_first") { Version = "7", Breakpoints = true }, journal.Entries[0]);
        Assert.Equal(Drizzle + "\n", Encoding.UTF8.GetString(JournalJson.Write(journal)));
    }

    [Fact]
    public void Our_keys_survive_and_the_bytes_are_the_same_every_time()
    {
        var entry = new JournalEntry(1, 5, "0001_ä_b")
        {
            Hash = "h",
            Parent = "p",
            Fingerprint = "f",
            Statements = StatementHashes.Parse("a b"),
            Text = "t",
            Down = "d",
            Replaces = [new("0000_a", "h0", IsEarlier: false), new("0000_b", "h1", IsEarlier: true), new("0000_c", null, IsEarlier: false)],
        };
        var journal = new Journal("7", "sqlite", [entry]);
        var bytes = JournalJson.Write(journal);
        Assert.Equal(journal, JournalJson.Read(bytes, "j"));
        Assert.Equal(bytes, JournalJson.Write(JournalJson.Read(bytes, "j")));
        Assert.DoesNotContain((byte)'\r', bytes);
    }

    [Theory]
    [InlineData("", "ST3003", "j:1:1")]
    [InlineData("{\n  \"version\": ,", "ST3003", "j:2:14")]
    [InlineData("{\n  \"version\": \"7\"", "ST3003", "j:2:17")]
    [InlineData("[]", "ST3004", "j:1:1")]
    [InlineData("{\"version\":\"7\",\"entries\":[]}", "ST3004", "j:1:1")]
    [InlineData("{\"dialect\":\"sqlite\"}", "ST3004", "j:1:1")]
    [InlineData("{\"dialect\":\"sqlite\",\n\"entries\":{}}", "ST3004", "j:2:11")]
    [InlineData("{\"dialect\":\"sqlite\",\n\"entries\":[1]}", "ST3004", "j:2:12")]
    [InlineData("{\"dialect\":\"sqlite\",\n\"entries\":[{\"tag\":\"a\"}]}", "ST3004", "j:2:12")]
    [InlineData("{\"dialect\":\"sqlite\",\n\"entries\":[{\"idx\":-1,\"tag\":\"a\"}]}", "ST3004", "j:2:19")]
    [InlineData("{\"dialect\":\"sqlite\",\n\"entries\":[{\"idx\":1,\"tag\":7}]}", "ST3004", "j:2:27")]
    [InlineData("{\"dialect\":\"sqlite\",\n\"entries\":[{\"idx\":1,\"replaces\":[\"a h later\"]}]}", "ST3004", "j:2:21")]
    [InlineData("{\"dialect\":\"sqlite\",\n<<<<<<< HEAD\n\"entries\":[]}", "ST3002", "j:2:1")]
    public void A_broken_journal_is_refused_where_it_is_broken(string text, string code, string where)
    {
        var problem = Assert.Throws<ProblemException>(() => Read(text));
        Assert.Equal((ProblemKind.Inconsistent, code, where), (problem.Kind, problem.Problem.Code, problem.Problem.Where));
    }

    private static Journal Read(string text) => JournalJson.Read(Encoding.UTF8.GetBytes(text), "j");
}
