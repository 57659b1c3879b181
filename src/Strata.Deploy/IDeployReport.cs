namespace Strata.Deploy;

/// <summary>Told what happens while it happens.</summary>
public interface IDeployReport
{
    void Started(string step);

    /// <summary>A line that a step's command wrote, fit to be shown.</summary>
    void Output(string step, string line);

    void Ended(StepRecord step);

    void Note(string text);
}
