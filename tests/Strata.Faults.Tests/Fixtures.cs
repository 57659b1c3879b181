using Strata.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
