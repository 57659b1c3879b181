// The name from before the policy was part of the database's record.
global using Policy = Strata.Core.Record.EnvironmentPolicy;
