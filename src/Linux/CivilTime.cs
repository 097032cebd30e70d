namespace Sestet.Linux;

/// <summary>A second of the system clock as the calendar and the clock on the wall have it.</summary>
internal struct CivilTime
{
    /// <summary>The year itself, not an offset.</summary>
    public long Year;

    /// <summary>1 to 12.</summary>
    public int Month;

    /// <summary>1 to 31.</summary>
    public int Day;

    public int Hour;
    public int Minute;

    /// <summary>0 to 59; 60 is a leap second.</summary>
    public int Second;
}
