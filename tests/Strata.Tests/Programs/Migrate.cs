using Strata;
using Strata.Core.Hosting;
using Strata.Core.Problems;
using Strata.Core.Record;

try
{
    var options = new MigratorOptions { Environment = args[2], Policy = Enum.Parse<EnvironmentPolicy>(args[3]) };
    var host = new StrataHost { Progress = new Printer() };
    var result = await Migrator.RunAsync(args[0], MigrationSource.Folder(args[1]), options, host);
    Console.WriteLine($"applied {result.Applied.Count}, now at {result.Head}");
    return 0;
}
catch (ProblemException e)
{
    Console.WriteLine(e.Message);
    return (int)e.Kind;
}

sealed class Printer : IProgress<StrataEvent>
{
    public void Report(StrataEvent value) => Console.WriteLine(value);
}
