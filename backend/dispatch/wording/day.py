"""The words of a crew's day."""

from backend.core.language import Text

WORDS = {
    "day_of": Text(pl="Dzień ekipy: {crew}", en="The day of {crew}", uk="День бригади: {crew}"),
    "which_crew": Text(pl="Ekipa", en="Crew", uk="Бригада"),
    "which_day": Text(pl="Dzień", en="Day", uk="День"),
    "show": Text(pl="Pokaż", en="Show", uk="Показати"),
    "print": Text(pl="Drukuj", en="Print", uk="Друкувати"),
    "round": Text(pl="Kolejność objazdu", en="Order of the round", uk="Порядок об’їзду"),
    "round_hint": Text(
        pl="Najpierw zagrożenia, potem najkrótsza droga: {kilometres} km w linii prostej.",
        en="Danger first, then the shortest way: {kilometres} km as the crow flies.",
        uk="Спершу небезпечні, далі найкоротший шлях: {kilometres} км навпростець.",
    ),
    "left_out": Text(
        pl="Nie pokazano {count} mniej pilnych.",
        en="{count} less urgent ones are not shown.",
        uk="Не показано менш термінових: {count}.",
    ),
    "waiting_ones": Text(
        pl="Czekają na czyjąś odpowiedź",
        en="Waiting for somebody's answer",
        uk="Очікують на чиюсь відповідь",
    ),
    "no_work": Text(
        pl="Na ten dzień ekipa nie ma zadań.",
        en="The crew has no work for this day.",
        uk="На цей день у бригади немає завдань.",
    ),
    "no_crews": Text(
        pl="Nie ma jeszcze żadnej ekipy. Dodaje ją administrator.",
        en="There is no crew yet. An administrator adds it.",
        uk="Ще немає жодної бригади. Її додає адміністратор.",
    ),
    "done_box": Text(pl="Zrobione", en="Done", uk="Зроблено"),
    "place_number": Text(pl="Lp.", en="No.", uk="№"),
    "what": Text(pl="Usterka", en="Defect", uk="Несправність"),
    "where": Text(pl="Miejsce", en="Place", uk="Місце"),
    "by_when": Text(pl="Termin", en="By", uk="Термін"),
    "map_of_day": Text(
        pl="Mapa objazdu. Te same miejsca są w tabeli.",
        en="Map of the round. The same places are in the table.",
        uk="Карта об’їзду. Ті самі місця є в таблиці.",
    ),
}
