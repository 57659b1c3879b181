namespace Strata.Postgres.Kinds;

/// <summary>An object that the server rebuilds by itself when the type of a column changes that it uses.</summary>
internal interface IRebuiltWithColumn;
