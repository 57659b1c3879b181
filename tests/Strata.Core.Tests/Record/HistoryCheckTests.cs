using Strata.Core.MigrationFiles;
using Strata.Core.Problems;
using Strata.Core.Record;
using Strata.Core.Sql;
using Strata.Core.Tests.Sql;

namespace Strata.Core.Tests.Record;

/// <summary>The record in a database compared with the folder.</summary>
public sealed class HistoryCheckTests
{
    private static readonly Migration s_one = Of(0, "0000_one", "create table a (id int);");
    private static readonly Migration s_two = Of(1, "0001_two", "create table b (id int); create table c (id int);");
    private static readonly Migration s_three = Of(2, "0002_three", "create table d (id int);");

    private static Migration Of(int idx, string tag, string sql) =>
        new(new JournalEntry(idx, 0, tag), TestScripts.Postgres(sql), "p", tag + ".sql");

    private static HistoryRow Row(Migration m, HistoryState state = HistoryState.Applied, int done = 0) =>
        new(m.Idx, m.Tag, m.Hash, m.Parent)
        {
            State = state,
            StatementsDone = done,
            StatementHashes = StatementHashes.Of(m.Script),
            By = "ann",
        };

    private static ReplacedMigration Replaced(Migration m) => new(m.Tag, m.Hash, IsEarlier: false);

    private static TargetState State(params HistoryRow[] rows) => TargetState.Empty with { Exists = true, History = rows };

    private static string Pending(TargetState state, int? to = null, params Migration[] migrations) =>
        string.Join(
            ' ',
            HistoryCheck
                .Compare(migrations, state, "db", to)
                .Select(p => $"{p.Migration.Tag}{(p.Record ? "*" : "")}{(p.Done > 0 ? $"+{p.Done}" : "")}")
        );

    private static string Code(TargetState state, params Migration[] migrations)
    {
        var problem = Assert.Throws<ProblemException>(() => HistoryCheck.Compare(migrations, state, "db", null));
        Assert.Equal((ProblemKind.Inconsistent, "nothing was run"), (problem.Kind, problem.Problem.State));
        return problem.Problem.Code;
    }

    [Fact]
    public void What_is_not_applied_is_pending_in_the_journals_order()
    {
        Assert.Equal("0000_one 0001_two 0002_three", Pending(TargetState.Empty, null, s_one, s_two, s_three));
        Assert.Equal("0001_two", Pending(State(Row(s_one)), 1, s_one, s_two, s_three));
        Assert.Equal("", Pending(State(Row(s_one), Row(s_two)), null, s_one, s_two));
    }

    [Fact]
    public void A_half_applied_one_goes_on_where_it_stopped() =>
        Assert.Equal("0001_two+1", Pending(State(Row(s_one), Row(s_two, HistoryState.Failed, 1)), null, s_one, s_two));

    [Fact]
    public void A_rolled_back_one_is_pending_again() =>
        Assert.Equal("0001_two", Pending(State(Row(s_one), Row(s_two, HistoryState.RolledBack)), null, s_one, s_two));

    [Fact]
    public void A_failed_one_may_be_mended_but_not_what_it_has_committed()
    {
        var corrected = Of(1, "0001_two", "create table b (id int); create table c (id bigint);");
        Assert.Equal("0001_two+1", Pending(State(Row(s_two, HistoryState.Failed, 1)), null, corrected));
        var other = Of(1, "0001_two", "create table b (id bigint); create table c (id int);");
        Assert.Equal("ST3051", Code(State(Row(s_two, HistoryState.Failed, 1)), other));
        Assert.Equal("ST3051", Code(State(Row(s_two)), corrected));
    }

    [Fact]
    public void A_header_counts_as_an_edit() =>
        Assert.Equal("ST3051", Code(State(Row(s_one)), Of(0, "0000_one", "-- strata:transaction none\ncreate table a (id int);")));

    [Fact]
    public void Deleted_renamed_and_late()
    {
        Assert.Equal("ST3052", Code(State(Row(s_one), Row(s_two)), s_one));
        Assert.Equal("ST3058", Code(State(Row(s_one)), s_two));
        Assert.Equal("ST3053", Code(State(Row(s_one)), Of(0, "0000_uno", "create table a (id int);")));
        Assert.Equal("ST3054", Code(State(Row(s_one), Row(s_three)), s_one, s_two, s_three));
        Assert.Equal("0000_one", Pending(State(Row(s_two, HistoryState.Failed)), null, s_one));
    }

    [Fact]
    public void Every_late_migration_is_named_with_the_one_that_overtook_it()
    {
        var problem = Assert
            .Throws<ProblemException>(() => HistoryCheck.Compare([s_one, s_two, s_three], State(Row(s_three)), "db", null))
            .Problem;
        Assert.Equal(("ST3054", "0000_one.sql"), (problem.Code, problem.Where));
        Assert.StartsWith(
            "0000_one, 0001_two are not applied on db, and 0002_three, which stands after them, is",
            problem.What,
            StringComparison.Ordinal
        );
        Assert.Contains("then: rebase", problem.Next.ToString(), StringComparison.Ordinal);
        Assert.Contains(": migrate --out-of-order apply", problem.Next.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Out_of_order_ones_are_pending_by_policy_and_the_head_is_the_journals()
    {
        var state = State(Row(s_one), Row(s_three));
        var pending = HistoryCheck.Compare([s_one, s_two, s_three], state, "db", null, OutOfOrder.Apply);
        Assert.Equal(("0001_two", "0002_three"), (Assert.Single(pending).Migration.Tag, pending[0].Overtaken));
        Assert.Contains(
            "leave --to away",
            Assert
                .Throws<ProblemException>(() => HistoryCheck.Compare([s_one, s_two, s_three], state, "db", 0, OutOfOrder.Apply))
                .Problem.Next.ToString(),
            StringComparison.Ordinal
        );

        var done = State(Row(s_one), Row(s_three) with { Parent = "before" }, Row(s_two));
        Assert.Empty(HistoryCheck.Compare([s_one, s_two, s_three], done, "db", null));
        Assert.Equal("0002_three", HistoryCheck.Head([s_one, s_two, s_three], done)!.Tag);
        Assert.Equal(["0001_two"], HistoryCheck.RanOutOfOrder([s_one, s_two, s_three], done));
        Assert.Empty(HistoryCheck.RanOutOfOrder([s_one, s_two, s_three], State(Row(s_one), Row(s_three), Row(s_two))));
    }

    [Fact]
    public void A_migration_that_is_being_rolled_back_is_not_resumed()
    {
        var state = State(Row(s_one, HistoryState.Failed, 0)) with
        {
            Steps = [new StepRow(StepTag.Down("0000_one"), 1, "h", StepState.Intent, Probe.Absent)],
        };
        Assert.Equal("ST3065", Code(state, s_one));
    }

    [Fact]
    public void A_squash_that_is_only_recorded_is_never_out_of_order()
    {
        var squash = Of(1, "0001_baseline", "create table x (id int);") with
        {
            Entry = new JournalEntry(1, 0, "0001_baseline") { Replaces = [Replaced(s_one), Replaced(s_two)] },
        };
        Assert.Equal("0001_baseline*", Pending(State(Row(s_one), Row(s_two), Row(s_three)), null, squash, s_three));
    }

    [Fact]
    public void A_squash_is_recorded_where_all_it_replaces_ran_and_run_where_nothing_did()
    {
        var squash = Of(2, "0002_squash", "create table a (id int);");
        squash = squash with { Entry = squash.Entry with { Replaces = [Replaced(s_one), Replaced(s_two)] } };
        Assert.Equal("0002_squash*", Pending(State(Row(s_one), Row(s_two)), null, squash));
        Assert.Equal("0002_squash", Pending(TargetState.Empty, null, squash));
        Assert.Equal("ST3055", Code(State(Row(s_one)), squash));
        Assert.Equal("ST3051", Code(State(Row(s_one) with { Hash = "other" }, Row(s_two)), squash));
        Assert.Equal("", Pending(State(Row(s_one), Row(s_two), Row(squash)), null, squash));
    }

    [Theory]
    [InlineData("staging", StampMode.Migrate, "ST9001")]
    [InlineData("production", StampMode.Push, "ST9002")]
    public void A_stamp_refuses(string environment, StampMode mode, string code)
    {
        var stamp = new Stamp("production", StampMode.Migrate, EnvironmentPolicy.Protected, Guid.Empty);
        var problem = Assert.Throws<ProblemException>(() => StampCheck.Require(stamp, environment, mode, "db"));
        Assert.Equal((ProblemKind.Refused, code), (problem.Kind, problem.Problem.Code));
        StampCheck.Require(stamp, "production", StampMode.Migrate, "db");
    }
}
