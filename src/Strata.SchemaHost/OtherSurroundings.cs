using System.Globalization;

namespace Strata.SchemaHost;

/// <summary>
/// Another time zone and another culture than the machine's, for as long as it lives: a schema that depends on them reads otherwise.
/// </summary>
internal sealed class OtherSurroundings : IDisposable
{
    private const string ZoneVariable = "TZ";

    private readonly string? _zone = Environment.GetEnvironmentVariable(ZoneVariable);
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly TextWriter _output = Console.Out;

    public OtherSurroundings()
    {
        // The two are 26 hours apart, so that in one of them it is another day: https://www.iana.org/time-zones
        var isTomorrow = DateTime.UtcNow.AddHours(14).Date != DateTime.Now.Date;
        Environment.SetEnvironmentVariable(ZoneVariable, isTomorrow ? "Etc/GMT-14" : "Etc/GMT+12");
        TimeZoneInfo.ClearCachedData();
        CultureInfo.CurrentCulture = Other();
        // What the schema prints is said once.
        Console.SetOut(TextWriter.Null);
    }

    public void Dispose()
    {
        Console.SetOut(_output);
        CultureInfo.CurrentCulture = _culture;
        Environment.SetEnvironmentVariable(ZoneVariable, _zone);
        TimeZoneInfo.ClearCachedData();
    }

    private static CultureInfo Other()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        culture.DateTimeFormat.LongTimePattern = "H.mm.ss";
        return culture;
    }
}
