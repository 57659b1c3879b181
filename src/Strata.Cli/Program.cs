using Strata.Core;
using Strata.Core.Diffing;
using Strata.Core.Planning;
using Strata.Postgres;

var dialect = new PostgresDialect();
var options = args.Skip(1).Chunk(2).ToDictionary(a => a[0], a => a[1]);
try
{
    await using var from = dialect.CreateConnection(options["--from"]);
    await using var to = dialect.CreateConnection(options["--to"]);
    await from.OpenAsync();
    await to.OpenAsync();
    var before = await dialect.ReadAsync(from, default);
    var after = await dialect.ReadAsync(to, default);
    var plan = new Planner(dialect.Kinds).Plan(new Differ(dialect.Kinds).Diff(before, after), before, after);
    foreach (var s in dialect.SessionSettings(plan)) Console.WriteLine(s + ";");
    foreach (var s in plan.Steps) Console.WriteLine(s.Sql + ";");
    foreach (var n in plan.Notes) Console.Error.WriteLine(n);
    foreach (var n in after.Unclaimed) Console.Error.WriteLine("unclaimed " + n);
    return 0;
}
catch (ProblemException e)
{
    Console.Error.WriteLine(e.Problem);
    return (int)e.Exit;
}
