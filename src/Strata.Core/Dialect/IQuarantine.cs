using Strata.Core.Model;

namespace Strata.Core.Dialect;

/// <summary>The place in a database where retained objects wait, as SQL that any client can run.</summary>
public interface IQuarantine
{
    /// <summary>The name under which an object is retained.</summary>
    /// <param name="key">Eight digits that are this object's alone.</param>
    string NameOf(string key);

    /// <summary>The name is one of the quarantine's own.</summary>
    bool Owns(string name);

    /// <summary>Makes the record of retained objects, where there is none yet.</summary>
    IEnumerable<Step> Prepare();

    /// <summary>Makes room under a name, and records the object that is retained there and until when.</summary>
    IEnumerable<Step> Open(string name, ObjectId retained, TimeSpan period);

    /// <summary>Removes a name, which is empty by now, and its record.</summary>
    IEnumerable<Step> Close(string name);

    /// <summary>A period in days, or in hours where it is not whole days: people and both servers understand it.</summary>
    static string PeriodText(TimeSpan period) =>
        period.TotalHours % 24 == 0 ? $"{(long)period.TotalDays} days" : $"{(long)period.TotalHours} hours";
}
