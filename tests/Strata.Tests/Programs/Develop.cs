using Strata;
using Strata.Core.Problems;

try
{
    await using var project = StrataProject.Open(args[0]);
    var status = await project.StatusAsync();
    foreach (var migration in status.Migrations)
        Console.WriteLine($"{migration.Tag} {migration.State}");
    var generated = await project.GenerateAsync();
    Console.WriteLine($"generated {generated}");
    return 0;
}
catch (ProblemException e)
{
    Console.WriteLine(e.Message);
    return (int)e.Kind;
}
