using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Testing;

namespace Strata.Core.Tests.MigrationFiles;

/// <summary>All files or none, whatever interrupts.</summary>
public sealed class FileBatchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_written_replaced_and_removed()
    {
        _folder.Write("old.sql", "old");
        _folder.Write("meta/j.json", "1");
        await new FileBatch(_folder.Path).Add("new.sql", "new").Add("meta/j.json", "2").Remove("old.sql").CommitAsync(Token);
        Assert.Equal(new Dictionary<string, string> { ["new.sql"] = "new", ["meta/j.json"] = "2" }, _folder.Files());
    }

    [Fact]
    public async Task Temporary_files_without_a_plan_are_deleted()
    {
        _folder.Write("a.sql", "a");
        _folder.Write("b.sql.strata-tmp", "half");
        _folder.Write("meta/j.json.strata-tmp", "half");
        Assert.True(await FileBatch.RecoverAsync(_folder.Path, Token));
        Assert.Equal(new Dictionary<string, string> { ["a.sql"] = "a" }, _folder.Files());
        Assert.False(await FileBatch.RecoverAsync(_folder.Path, Token));
    }

    [Fact]
    public async Task A_plan_in_place_is_finished()
    {
        _folder.Write("a.sql", "a");
        _folder.Write("meta/j.json", "1");
        _folder.Write("meta/j.json.strata-tmp", "2");
        _folder.Write(".strata-plan", "-a.sql\n+b.sql\n+meta/j.json\n");
        _folder.Write("b.sql", "b");
        Assert.True(await FileBatch.RecoverAsync(_folder.Path, Token));
        Assert.Equal(new Dictionary<string, string> { ["b.sql"] = "b", ["meta/j.json"] = "2" }, _folder.Files());
    }

    [Fact]
    public async Task A_plan_cannot_name_what_is_outside()
    {
        _folder.Write(".strata-plan", "-../outside\n");
        await Assert.ThrowsAsync<ArgumentException>(() => FileBatch.RecoverAsync(_folder.Path, Token));
        Assert.Throws<ArgumentException>(() => new FileBatch(_folder.Path).Add("../x", "x"));
    }

    [Fact]
    public async Task What_cannot_be_written_changes_nothing()
    {
        _folder.Write("a.sql", "a");
        _folder.Write("meta", "a file where a folder is needed");
        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            new FileBatch(_folder.Path).Add("b.sql", "b").Add("meta/j.json", "2").CommitAsync(Token)
        );
        Assert.Equal((ProblemKind.Usage, "ST2011"), (problem.Kind, problem.Problem.Code));
        await FileBatch.RecoverAsync(_folder.Path, Token);
        Assert.Equal(["a.sql", "meta"], _folder.Files().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_writers_take_turns()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => Task.Run(() => new FileBatch(_folder.Path).Add("a.sql", $"{i}").Add("b.sql", $"{i}").CommitAsync(Token)))
        );
        var files = _folder.Files();
        Assert.Equal(["a.sql", "b.sql"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(files["a.sql"], files["b.sql"]);
    }
}
