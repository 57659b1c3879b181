using Strata.Cli;

using var app = new App(TimeProvider.System);
return await app.RunAsync(args).ConfigureAwait(false);
