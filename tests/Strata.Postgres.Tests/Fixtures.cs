using Strata.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
