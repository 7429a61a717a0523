"""The yardstick of the page benchmarks: a page with the imports of the history page and one chart of 12 bars."""

import pandas as pd
import streamlit as st
from matplotlib.figure import Figure

import tracker.history.exams
import tracker.record.people
import tracker.view.charts.years  # noqa: F401  the same imports as the page it is compared with

figure = Figure(figsize=(8, 3))
months = pd.DataFrame({"month": range(1, 13), "exams": [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]})
figure.add_subplot().bar(months["month"], months["exams"])
st.title("One chart")
st.pyplot(figure)
