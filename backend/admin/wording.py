"""What the pages of uploaded layers say."""

from backend.core.language import Text
from gis_layers.rules import ImportKind, ImportState

KINDS = {
    ImportKind.BOUNDARIES: Text(
        pl="Granice gmin, powiatów albo województw",
        en="Boundaries of gminy, powiaty or voivodeships",
        uk="Межі гмін, повітів або воєводств",
    ),
    ImportKind.ROADS: Text(pl="Drogi", en="Roads", uk="Дороги"),
    ImportKind.ADDRESSES: Text(pl="Adresy", en="Addresses", uk="Адреси"),
    ImportKind.WORKS: Text(
        pl="Roboty drogowe i zamknięcia", en="Works on roads and closures", uk="Роботи й перекриття"
    ),
    ImportKind.CREW_AREAS: Text(pl="Obszary ekip", en="Areas of crews", uk="Території бригад"),
}
STATES = {
    ImportState.UPLOADED: Text(
        pl="Plik jest wgrany i czeka na sprawdzenie.",
        en="The file is uploaded and waits to be checked.",
        uk="Файл завантажено, він чекає на перевірку.",
    ),
    ImportState.CHECKING: Text(
        pl="Plik jest sprawdzany. Nic się jeszcze nie zmienia.",
        en="The file is being checked. Nothing changes yet.",
        uk="Файл перевіряється. Поки що нічого не змінюється.",
    ),
    ImportState.CHECKED: Text(
        pl="Sprawdzono. Zobacz, co się zmieni, i zatwierdź albo odrzuć.",
        en="Checked. See what would change, then confirm or discard it.",
        uk="Перевірено. Перегляньте, що зміниться, і підтвердьте або відхиліть.",
    ),
    ImportState.REFUSED: Text(
        pl="Tego pliku nie można wczytać. Popraw go i wgraj ponownie.",
        en="This file cannot be imported. Mend it and upload it again.",
        uk="Цей файл неможливо імпортувати. Виправте його й завантажте знову.",
    ),
    ImportState.CONFIRMED: Text(
        pl="Zatwierdzono; zaraz się zacznie.",
        en="Confirmed; it is about to begin.",
        uk="Підтверджено; зараз почнеться.",
    ),
    ImportState.IMPORTING: Text(
        pl="Trwa wczytywanie. Do końca wszyscy widzą poprzednią warstwę.",
        en="The import is running. Until its end everybody sees the layer before.",
        uk="Триває імпорт. До його кінця всі бачать попередній шар.",
    ),
    ImportState.DONE: Text(pl="Gotowe.", en="Done.", uk="Готово."),
    ImportState.FAILED: Text(
        pl="Nie udało się; nic się nie zmieniło.",
        en="It failed; nothing has changed.",
        uk="Не вдалося; нічого не змінилося.",
    ),
    ImportState.DISCARDED: Text(
        pl="Odrzucono; plik usunięto.",
        en="Discarded; the file is deleted.",
        uk="Відхилено; файл видалено.",
    ),
}
STAGES = {
    "features": Text(
        pl="Obiekty: {done} z {total}",
        en="Features: {done} of {total}",
        uk="Об’єкти: {done} з {total}",
    ),
    "comparing": Text(
        pl="Porównywanie z obowiązującą warstwą",
        en="Comparing with the layer in force",
        uk="Порівняння з чинним шаром",
    ),
    "reports": Text(
        pl="Otwarte zgłoszenia: {done} z {total}",
        en="Open reports: {done} of {total}",
        uk="Відкриті звернення: {done} з {total}",
    ),
}
# What the importers call by the options of the command has other names on the form.
FIELDS = {
    "--source-layer": "source layer",
    "--srid": "EPSG number",
    "--skip-invalid": "leave out what cannot be used",
    "--mapping": "mapping",
    "--jurisdiction": "jurisdiction",
    "LAYER_UPLOAD_MAX_MB": "the installation",
}

UPLOAD = Text(pl="Wgraj warstwę", en="Upload a layer", uk="Завантажити шар")
WHAT_HAPPENS = Text(
    pl="Plik zostanie najpierw tylko sprawdzony: zobaczysz, co się zmieni. "
    "Warstwa zmieni się dopiero, gdy to zatwierdzisz.",
    en="The file is only checked at first: you will see what would change. "
    "The layer changes when you confirm it, and not before.",
    uk="Спершу файл лише перевіряється: ви побачите, що зміниться. "
    "Шар зміниться тільки після вашого підтвердження.",
)
THE_FILE = Text(pl="Plik", en="The file", uk="Файл")
THE_UPLOAD = Text(pl="Wgranie", en="The upload", uk="Завантаження")
THE_LAYER = Text(pl="Warstwa", en="The layer", uk="Шар")
CONFIRM = Text(
    pl="Zatwierdź: zmień warstwę", en="Confirm: change the layer", uk="Підтвердити: змінити шар"
)
DISCARD = Text(
    pl="Odrzuć i usuń plik", en="Discard and delete the file", uk="Відхилити й видалити файл"
)
CHANGES = Text(pl="Co się zmienia", en="What changes", uk="Що змінюється")
FIRST = Text(
    pl="To pierwsza taka warstwa: nie ma z czym porównać.",
    en="This is the first such layer: there is nothing to compare it with.",
    uk="Це перший такий шар: порівнювати немає з чим.",
)
COUNTS = {
    "read": Text(pl="Obiekty w pliku", en="Features in the file", uk="Об’єкти у файлі"),
    "added": Text(pl="Wiersze w warstwie", en="Rows in the layer", uk="Рядки в шарі"),
    "passed_over": Text(
        pl="Pominięte według mapowania",
        en="Passed over by the mapping",
        uk="Пропущені за мапуванням",
    ),
    "refused_count": Text(pl="Nie do użycia", en="Cannot be used", uk="Непридатні"),
}
DIFFERENCES = {
    "added": Text(pl="Nowe", en="New", uk="Нові"),
    "removed": Text(pl="Usunięte", en="Removed", uk="Вилучені"),
    "changed": Text(pl="Z innym opisem", en="Described otherwise", uk="З іншим описом"),
    "moved": Text(pl="Przesunięte", en="Moved", uk="Переміщені"),
}
EXAMPLES = Text(pl="Na przykład", en="For example", uk="Наприклад")
REFUSED = Text(
    pl="Obiekty, których nie można użyć",
    en="Features that cannot be used",
    uk="Об’єкти, які неможливо використати",
)
MORE = Text(pl="i jeszcze {count}", en="and {count} more", uk="і ще {count}")
FEATURE = Text(pl="Obiekt", en="Feature", uk="Об’єкт")
REASON = Text(pl="Powód", en="Reason", uk="Причина")
REROUTED = Text(
    pl="Zgłoszenia, które trafiłyby gdzie indziej",
    en="Reports that would be routed differently",
    uk="Звернення, які потрапили б деінде",
)
REROUTED_COUNT = Text(
    pl="{differ} z {asked} sprawdzonych otwartych zgłoszeń; w pobliżu różnic jest ich {near}, "
    "sprawdza się najnowsze. Same się nie przeniosą.",
    en="{differ} of {asked} open reports that were asked about; {near} are near what differs, the "
    "newest are asked about. They do not move by themselves.",
    uk="{differ} з {asked} перевірених відкритих звернень; поблизу відмінностей їх {near}, "
    "перевіряють найновіші. Самі вони не перемістяться.",
)
ROUTE = {
    "jurisdiction": Text(pl="gmina", en="jurisdiction", uk="громада"),
    "handler": Text(pl="prowadzi", en="handled by", uk="веде"),
    "manager_kind": Text(pl="rodzaj zarządcy", en="kind of manager", uk="вид управителя"),
    "manager": Text(pl="zarządca", en="manager", uk="управитель"),
    "crew": Text(pl="ekipa", en="crew", uk="бригада"),
    "road": Text(pl="droga", en="road", uk="дорога"),
}
NONE = Text(pl="brak", en="none", uk="немає")
REPORT = Text(pl="Zgłoszenie", en="Report", uk="Звернення")
NOW = Text(pl="Teraz", en="Now", uk="Зараз")
THEN = Text(pl="Potem", en="Then", uk="Потім")
WHY = Text(pl="Dlaczego", en="Why", uk="Чому")
SEE_LAYER = Text(pl="Zobacz warstwę", en="See the layer", uk="Переглянути шар")
UPLOAD_ANOTHER = Text(pl="Wgraj inny plik", en="Upload another file", uk="Завантажити інший файл")
TOO_LATE = Text(
    pl="Ktoś już to zatwierdził albo odrzucił.",
    en="Somebody has confirmed or discarded it already.",
    uk="Хтось це вже підтвердив або відхилив.",
)
BY = Text(pl="Wgrano: {who}", en="Uploaded by {who}", uk="Завантажено: {who}")
CONFIRMED_BY = Text(pl="Zatwierdzono: {who}", en="Confirmed by {who}", uk="Підтверджено: {who}")
ROLL_BACK = Text(
    pl="Przywróć poprzednie wydanie",
    en="Roll back to the edition before",
    uk="Повернути попереднє видання",
)
ROLL_BACK_SURE = Text(
    pl="Wydanie {edition} warstwy „{name}” przestanie obowiązywać, a wróci wydanie {before} "
    "z {day}. Zgłoszenia pozostają, jak są.",
    en="Edition {edition} of the layer “{name}” goes out of force, and edition {before} of {day} "
    "comes back. Reports stay as they are.",
    uk="Видання {edition} шару «{name}» втратить чинність, і повернеться видання {before} від "
    "{day}. Звернення залишаються, як є.",
)
NO_EDITION_BEFORE = Text(
    pl="Przywrócić można tylko obowiązującą warstwę, która ma wcześniejsze wydanie.",
    en="Only a layer in force that has an edition before it can be rolled back.",
    uk="Повернути можна лише чинний шар, що має попереднє видання.",
)
