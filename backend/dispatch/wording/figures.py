"""The words of the page of figures."""

from backend.core.language import Text

WORDS = {
    "figures": Text(pl="Liczby urzędu", en="The office in figures", uk="Показники установи"),
    "figures_hint": Text(
        pl="Zgłoszenia przyjęte w tych miesiącach, niezależnie od tego, kiedy je zamknięto.",
        en="Of the reports received in these months, whenever they were closed.",
        uk="Звернення, прийняті в ці місяці, незалежно від дати закриття.",
    ),
    "month_from": Text(pl="Od miesiąca", en="From month", uk="Від місяця"),
    "month_to": Text(pl="Do miesiąca", en="To month", uk="До місяця"),
    "show": Text(pl="Pokaż", en="Show", uk="Показати"),
    "csv": Text(pl="Pobierz CSV", en="Download CSV", uk="Завантажити CSV"),
    "received": Text(pl="Przyjęte", en="Received", uk="Прийнято"),
    "closed": Text(pl="Zamknięte", en="Closed", uk="Закрито"),
    "open": Text(pl="Otwarte", en="Open", uk="Відкриті"),
    "overdue": Text(pl="Po terminie", en="Overdue", uk="Прострочені"),
    "contested": Text(pl="Zakwestionowane", en="Contested", uk="Оскаржені"),
    "repeated": Text(pl="Powtórne", en="Repeated", uk="Повторні"),
    "fixed": Text(pl="Naprawione", en="Fixed", uk="Виправлені"),
    "median_days": Text(
        pl="Dni do naprawy (mediana)", en="Days to repair (median)", uk="Днів до ремонту (медіана)"
    ),
    "p90_days": Text(
        pl="Dni do naprawy (9 z 10)", en="Days to repair (9 of 10)", uk="Днів до ремонту (9 з 10)"
    ),
    "by_month": Text(pl="Według miesięcy", en="By month", uk="За місяцями"),
    "by_service": Text(pl="Według rodzaju usterki", en="By kind of defect", uk="За видами"),
    "by_crew": Text(pl="Według ekip", en="By crew", uk="За бригадами"),
    "by_manager": Text(pl="Według zarządców dróg", en="By road manager", uk="За управителями"),
    "by_area": Text(pl="Według gmin", en="By municipality", uk="За гмінами"),
    "nobody": Text(pl="bez ekipy", en="no crew", uk="без бригади"),
    "unnamed": Text(pl="nieustalone", en="not known", uk="не визначено"),
    "no_figures": Text(
        pl="W tych miesiącach nie było zgłoszeń.",
        en="There were no reports in these months.",
        uk="У ці місяці звернень не було.",
    ),
    "table_of": Text(pl="Tabela: {what}", en="Table: {what}", uk="Таблиця: {what}"),
    "chart_of": Text(
        pl="Wykres: {what}. Te same liczby są w tabeli obok.",
        en="Chart: {what}. The same figures are in the table beside it.",
        uk="Діаграма: {what}. Ті самі числа є в таблиці поруч.",
    ),
    "bad_months": Text(
        pl="Podaj miesiące jako 2026-01, pierwszy nie późniejszy niż ostatni.",
        en="Give months as 2026-01, the first not after the last.",
        uk="Вкажіть місяці як 2026-01, перший не пізніше останнього.",
    ),
}
