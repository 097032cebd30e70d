namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    private struct CalendarTime
    {
        public int Second;
        public int Minute;
        public int Hour;
        public int Day;
        public int Month;
        public int Year;
        public int WeekDay;
        public int YearDay;
        public int DaylightSaving;
        public long Offset;
        public byte* Zone;
    }

    /// <summary>A second of the system clock on the calendar, in the local time zone or in UTC.</summary>
    public static bool TryToCivilTime(long unixSeconds, bool local, out CivilTime civil)
    {
        CalendarTime time = default;
        void* result = local ? Libc.localtime_r(&unixSeconds, &time) : Libc.gmtime_r(&unixSeconds, &time);
        civil = new CivilTime
        {
            Year = 1900L + time.Year,
            Month = time.Month + 1,
            Day = time.Day,
            Hour = time.Hour,
            Minute = time.Minute,
            Second = time.Second,
        };
        return result != null;
    }
}
