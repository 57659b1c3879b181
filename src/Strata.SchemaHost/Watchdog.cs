using System.Globalization;
using Strata.Schema.Output;

namespace Strata.SchemaHost;

/// <summary>Ends the process at the time limit. It has a thread of its own, because the user's code may block all others.</summary>
internal static class Watchdog
{
    public static void Start(TimeSpan limit, ScriptOutput output)
    {
        var thread = new Thread(() => Wait(limit, output))
        {
            IsBackground = true,
            Name = "watchdog",
            Priority = ThreadPriority.AboveNormal,
        };
        thread.Start();
    }

    private static void Wait(TimeSpan limit, ScriptOutput output)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(limit);
        var seconds = limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        var message = $"the schema did not finish within {seconds} s; remove the endless loop, or the code that waits";
        Environment.Exit(output.Write(SchemaScript.Failed(SchemaError.Of(SchemaErrorCodes.Timeout, message))));
    }
}
